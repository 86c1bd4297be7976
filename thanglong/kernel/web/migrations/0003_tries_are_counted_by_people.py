from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('web', '0002_kept_answers'),
    ]

    operations = [
        migrations.DeleteModel(name='Tries'),
    ]
