"""Why a file is not taken, said so that the person knows what to do."""

from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base.errors import CityError


class StorageIsFull(CityError):
    """The disk or the bucket has no room."""

    code = "documents.storage_full"
    status = 507
    message = _(
        "The city cannot store files at the moment. Nothing you wrote is lost. "
        "Please try again in a few minutes."
    )


class FileIsTooLarge(CityError):
    """Over the limit of one file."""

    code = "documents.too_large"
    status = 413
    message = _(
        "The file is larger than %(limit_mb)s MB. Please take the photo at a lower resolution "
        "or send the pages one by one."
    )


class FileIsNotReadable(CityError):
    """Neither a picture nor a PDF, or one that cannot be opened."""

    code = "documents.not_readable"
    status = 422
    message = _("We could not open this file. Please send a photo (JPEG, PNG) or a PDF.")


class PictureIsTooLarge(CityError):
    """More points than a camera makes: unpacked, it would fill the memory."""

    code = "documents.picture_too_large"
    status = 422
    message = _("This picture has more than %(limit)s million points. Please make it smaller.")


class TooManyPages(CityError):
    """More pages than anyone could look through."""

    code = "documents.too_many_pages"
    status = 422
    message = _("This PDF has more than %(limit)s pages. Please send only the pages that matter.")


class FileIsLocked(CityError):
    """A PDF behind a password."""

    code = "documents.locked"
    status = 422
    message = _("This PDF is locked with a password. Please save it without one and send it again.")


class FileIsUnsafe(CityError):
    """A virus, or a file built to harm."""

    code = "documents.unsafe"
    status = 422
    message = _(
        "This file could harm a computer and was not taken. Please make a new photo or scan."
    )


class UploadIsGone(CityError):
    """Finished, expired or never begun."""

    code = "documents.upload_gone"
    status = 410
    message = _("This upload has ended. Please choose the file again.")


class OffsetDiffers(CityError):
    """The next piece does not begin where the last one ended."""

    code = "documents.offset_differs"
    status = 409
    message = _("The upload continues at another place. Your device will find it by itself.")
