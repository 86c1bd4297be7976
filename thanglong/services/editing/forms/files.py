"""Files as they come from a page: never trimmed, never put into other letters."""

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.cases.definition import DefinitionError, archives
from thanglong.kernel.cases.definition.files import FILE_BYTES_MAX
from thanglong.kernel.web.forms import CityForm, TextField

if TYPE_CHECKING:
    from thanglong.services.editing.queries import FileShown

_ENDS = re.compile("\r\n|\r|\n")


class FileText(CityForm):
    """One file written in a page. Its ends of lines stay as they were in the file."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("The file"), required=False, strip=False, max_length=FILE_BYTES_MAX,
        widget=forms.Textarea,
    )  # fmt: skip

    def __init__(self, *args: Any, shown: "FileShown", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = shown

    def written(self) -> str:
        """What was written, with plain ends of lines."""
        return _ENDS.sub("\n", str(self.data.get("text", "")))

    def content(self) -> bytes:
        """The file; what was not changed is what it was, byte for byte."""
        text = self.written()
        if _ENDS.sub("\n", self.shown.text) == text:
            return self.shown.content
        end = "\r\n" if "\r\n" in self.shown.text else "\n"
        return text.replace("\n", end).encode()

    def clean(self) -> dict[str, Any]:
        """A file that is no text is not written from a page."""
        if not self.shown.is_text:
            raise forms.ValidationError(
                _("This file is no text. Export the draft, change the file and bring it in again.")
            )
        return self.cleaned_data


class Archive(CityForm):
    """A ZIP file with the files of a procedure."""

    archive = forms.FileField(
        label=_("ZIP file"),
        help_text=_("As it is exported here: procedure.yaml, texts, scenarios, templates."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )
    note = TextField(label=_("What for?"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, version: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": version}, **kwargs)
        self._content: dict[str, bytes] = {}
        if version is not None:
            del self.fields["note"]

    def clean(self) -> dict[str, Any]:
        """The files must be there to be read."""
        sent = self.cleaned_data.get("archive")
        if sent is not None:
            try:
                self._content = archives.unpack(sent.read(archives.ARCHIVE_BYTES_MAX + 1))
            except DefinitionError as error:
                first = error.findings[0]
                self.add_error("archive", " ".join((first.file, first.message, first.advice)))
        return self.cleaned_data

    def content(self) -> dict[str, bytes]:
        """The files by their path."""
        return self._content


def download(name: str, content: bytes) -> HttpResponse:
    """A ZIP file to be kept."""
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Cache-Control"] = "no-store"
    return answer
