"""Uploading a file in three steps, and what is then seen in the channel.

https://docs.slack.dev/messaging/working-with-files#uploading_files
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from aiohttp import web

from sandbox.slack_calls import Call, Method
from sandbox.slack_workspace import Refused, Workspace


@dataclass
class Upload:
    id: str
    name: str
    length: int
    content: bytes | None = None
    title: str = ""


class Files:
    def __init__(self, base: str, workspace: Workspace) -> None:
        self._base = base
        self._workspace = workspace
        self._uploads: dict[str, Upload] = {}

    def methods(self) -> Mapping[str, Method]:
        return {
            "files.getUploadURLExternal": Method(self.begin, "files:write"),
            "files.completeUploadExternal": Method(self.complete, "files:write"),
        }

    def has(self, file: str) -> bool:
        return file in self._uploads

    def begin(self, call: Call) -> dict[str, Any]:
        upload = Upload(self._workspace.next_id("F"), call.text("filename"), int(call.maybe("length") or 0))
        if upload.length <= 0:
            raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] missing length"]})
        self._uploads[upload.id] = upload
        return {"file_id": upload.id, "upload_url": f"{self._base}/upload/v1/{upload.id}"}

    async def receive(self, request: web.Request) -> web.Response:
        """Raw bytes, or a form with one file in it."""
        upload = self._uploads.get(request.match_info["file"])
        if upload is None:
            return web.Response(status=404, text="not found")
        is_form = request.content_type == "multipart/form-data"
        content = await _first_file(request) if is_form else await request.read()
        if len(content) != upload.length:
            return web.Response(status=400, text="length does not match")
        upload.content = content
        return web.Response(text=f"OK - {len(content)}")

    def complete(self, call: Call) -> dict[str, Any]:
        uploads = [self._finished(each) for each in call.maybe("files") or []]
        if not uploads:
            raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] missing files"]})
        shown = [self._as_slack(upload) for upload in uploads]
        if call.maybe("channel_id"):
            self._share(call, shown)
        return {"files": shown}

    async def download(self, request: web.Request) -> web.Response:
        upload = self._uploads.get(request.match_info["file"])
        if upload is None or upload.content is None:
            raise web.HTTPNotFound
        headers = {"Content-Disposition": _as_attachment(upload.name), "X-Content-Type-Options": "nosniff"}
        return web.Response(body=upload.content, content_type="application/octet-stream", headers=headers)

    def _share(self, call: Call, files: list[dict[str, Any]]) -> None:
        """Unlike chat.postMessage, sharing a file needs membership."""
        channel = self._workspace.channel(call.text("channel_id"))
        if self._workspace.team.bot_user not in channel.members:
            raise Refused("channel_not_found" if channel.kind == "private" else "not_in_channel")
        if channel.is_archived:
            raise Refused("is_archived")
        text = call.maybe("initial_comment") or ""
        message = self._workspace.post(channel, text, [], thread_ts=call.maybe("thread_ts"))
        message.files = files

    def _finished(self, given: dict[str, Any]) -> Upload:
        upload = self._uploads.get(str(given.get("id")))
        if upload is None or upload.content is None:
            raise Refused("file_not_found")
        upload.title = given.get("title") or upload.name
        return upload

    def _as_slack(self, upload: Upload) -> dict[str, Any]:
        address = f"{self._base}/files/{upload.id}/{quote(upload.name, safe='')}"
        return {
            "id": upload.id,
            "name": upload.name,
            "title": upload.title,
            "size": upload.length,
            "url_private": address,
        }


def _as_attachment(name: str) -> str:
    """Saved, never shown; the second form is for names that are not ASCII (RFC 6266, appendix D)."""
    plain = "".join(
        each if each.isascii() and each.isprintable() and each not in '"\\%' else "_" for each in name
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


async def _first_file(request: web.Request) -> bytes:
    for value in (await request.post()).values():
        if isinstance(value, web.FileField):
            return value.file.read()
    return b""
