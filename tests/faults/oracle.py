"""The oracle: a program outside the city that writes down, on its own disk, what it was promised.

It sends forms as Lan, uploads papers in two pieces and accepts dossiers as Minh. Each thing is
repeated until the city confirms it; then one line goes into the journal and to the disk (fsync).
SIGTERM: what is under way is brought to its end first. Its order is JSON on standard input.
"""

import io
import itertools
import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from PIL import Image

FORMS = "/api/v1/procedures/marital-status-certificate/dossiers"
TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
PATIENCE_SECONDS, PAUSE_SECONDS, ANSWER_SECONDS = 60, 0.05, 20
FORMS_A_PAPER = 5  # every so many forms one comes with a paper


class Journal:
    """What was confirmed, line by line, each on the disk before the next thing is sent."""

    def __init__(self, path: Path) -> None:
        self._file, self._lock = path.open("ab", buffering=0), threading.Lock()

    def keep(self, **promise: Any) -> None:
        """One promise of the city."""
        with self._lock:
            self._file.write(json.dumps(promise).encode() + b"\n")
            os.fsync(self._file.fileno())


class Oracle:
    """Senders and clerks, each with one connection."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.order, self.stopping = order, threading.Event()
        self.journal = Journal(Path(order["journal"]))
        self.filed: list[str] = []

    def run(self) -> None:
        """Until told to stop, and until all that was begun is confirmed."""
        signal.signal(signal.SIGTERM, lambda *_: self.stopping.set())
        threads = [
            threading.Thread(target=self._send_forms, args=(number,))
            for number in range(self.order["senders"])
        ]
        if self.order["accepts"]:
            threads.append(threading.Thread(target=self._accept))
        for one in threads:
            one.start()
        for one in threads:
            one.join()

    def _send_forms(self, sender: int) -> None:
        with self._client("lan") as client:
            for number in itertools.count(1):
                if self.stopping.is_set():
                    return
                form = f"{self.order['label']}-{sender}-{number}"
                body: dict[str, Any] = {"answers": self._answers(form)}
                if number % FORMS_A_PAPER == 0:
                    file = self._upload(client, picture(form))
                    body["answers"]["earlier"] = "have"
                    body["papers"] = [{"need": "earlier_certificate", "file": file}]
                self._file(client, form, body)

    def _answers(self, form: str) -> dict[str, Any]:
        """The form's own name stands in an answer: whoever files it twice is seen by it."""
        return self.order["answers"] | {"purpose": "other", "purpose_text": form}

    def _file(self, client: httpx.Client, form: str, body: dict[str, Any]) -> None:
        headers = {"Idempotency-Key": form} if self.order["with_keys"] else {}
        answer = self._until(201, lambda: client.post(FORMS, json=body, headers=headers))
        code = answer.json()["code"]
        self.journal.keep(what="filed", form=form, code=code)
        self.filed.append(code)

    def _upload(self, client: httpx.Client, content: bytes) -> str:
        """In two pieces; after a break it goes on where the city says that it stands."""
        headers = TUS | {"Upload-Length": str(len(content))}
        address = self._until(201, lambda: client.post("/uploads", headers=headers)).headers
        path = httpx.URL(address["Location"]).path
        half = len(content) // 2
        for end in (half, len(content)):
            self._until(204, lambda end=end: self._piece(client, path, content[:end]))
        kept = self._until(200, lambda: client.post(path, headers=TUS)).json()["document"]
        self.journal.keep(what="paper", document=kept)
        return str(kept)

    def _piece(self, client: httpx.Client, path: str, content: bytes) -> httpx.Response:
        stands = client.head(path, headers=TUS)
        if stands.status_code != 200:
            return stands
        offset = int(stands.headers["Upload-Offset"])
        if offset == len(content):
            return httpx.Response(204)
        headers = TUS | {"Upload-Offset": str(offset)}
        return client.patch(path, headers=headers, content=content[offset:])

    def _accept(self) -> None:
        with self._client("minh") as client:
            while not self.stopping.wait(PAUSE_SECONDS):
                if self.filed:
                    self._accept_one(client, self.filed.pop(0))

    def _accept_one(self, client: httpx.Client, code: str) -> None:
        found = self._until(200, lambda: client.get(f"/api/v1/dossiers/{code}")).json()
        task = found["tasks"][0]["id"]
        address, key = f"/api/v1/tasks/{task}/actions/accept", {"Idempotency-Key": f"step-{code}"}
        self._until(200, lambda: client.post(address, json={}, headers=key))
        self.journal.keep(what="accepted", code=code)

    def _until(self, status: int, send: Callable[[], httpx.Response]) -> httpx.Response:
        """Again and again, until the city confirms it; other answers are written down too."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            began = time.monotonic()
            try:
                answer = send()
            except httpx.TransportError:  # nobody there, or cut off in the middle
                time.sleep(PAUSE_SECONDS)
                continue
            if answer.status_code == status:
                return answer
            seconds = round(time.monotonic() - began, 2)
            self.journal.keep(what="said", status=answer.status_code, seconds=seconds)
            time.sleep(PAUSE_SECONDS)
        raise TimeoutError(f"not confirmed within {PATIENCE_SECONDS} seconds")

    def _client(self, who: str) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.order['keys'][who]}"}
        address = self.order["address"]
        return httpx.Client(base_url=address, headers=headers, timeout=ANSWER_SECONDS)


def picture(name: str) -> bytes:
    """A small picture that nobody else sends."""
    dots = random.Random(name).randbytes(25_600)  # noqa: S311 - noise
    noise = Image.frombytes("L", (160, 160), dots)
    kept = io.BytesIO()
    noise.resize((640, 640)).save(kept, "PNG")
    return kept.getvalue()


if __name__ == "__main__":
    Oracle(json.load(sys.stdin)).run()
