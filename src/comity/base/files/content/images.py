"""Pictures: measured before they are unpacked, and drawn anew from their pixels, so that nothing else stays."""

import io
import struct
import warnings
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageCms, ImageOps, ImageSequence, UnidentifiedImageError

from comity.base.files.content.types import Flaw, Flawed, Found, Limits, Type


# What may stay beside the pixels: how long each picture of an animation is shown, and which colour is clear.
KEPT: Final = ("duration", "loop", "transparency", "background")
# What only describes the file itself and is written anew.
OF_THE_FORM: Final = frozenset(
    {"jfif", "jfif_version", "jfif_unit", "jfif_density", "version", "extension", "interlace"}
)
WAYS: Final[dict[str, dict[str, Any]]] = {
    "JPEG": {"quality": 95, "optimize": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 95},
    "GIF": {},
}
BROKEN: Final = (
    UnidentifiedImageError, OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, struct.error,
)  # fmt: skip


def look_through(path: Path, limits: Limits, kind: Type) -> None:
    """Measure a picture without unpacking it, then see that it is whole.

    Raises:
        Flawed: it has too many pixels, or is broken.
    """
    try:
        with _opened(path, limits, kind) as picture:
            picture.verify()
        with _opened(path, limits, kind) as picture:
            for frame in ImageSequence.Iterator(picture):
                frame.load()
    except BROKEN as error:
        raise Flawed(Flaw.DAMAGED) from error


def cleaned(path: Path, out: Path, limits: Limits, kind: Type) -> Found:
    """Draw a picture anew: upright as its camera held it, in common colours, with nothing but its pixels."""
    with _opened(path, limits, kind) as picture:
        described = (
            set(picture.info) - set(KEPT) - OF_THE_FORM - {"icc_profile", "gamma", "dpi", "srgb", "chromaticity"}
        )
        taken_out = ["metadata"] if described or _has_exif(picture) else []
        profile = picture.info.get("icc_profile")
        frames = []
        for frame in ImageSequence.Iterator(picture):
            told: dict[Any, Any] = {name: frame.info[name] for name in KEPT if name in frame.info}
            upright = _upright(frame)
            plain = _in_common_colours(upright, profile)
            fresh = plain.copy()
            fresh.info = dict(told)
            frames.append(fresh)
        first, *more = frames
        many: dict[str, Any] = {"save_all": True, "append_images": more} if more else {}
        if more and first.info.get("duration") is not None:
            many["duration"] = [frame.info.get("duration", 100) for frame in frames]
        first.save(out, kind.main, **WAYS[kind.main], **many)
    return Found(kind.name, taken_out, is_changed=True)


def _has_exif(picture: Image.Image) -> bool:
    try:
        return bool(picture.getexif())
    except BROKEN:
        # What cannot be read is there all the same.
        return True


def _upright(picture: Image.Image) -> Image.Image:
    """The picture as its camera held it, as far as it says so in a way that can be read."""
    try:
        return ImageOps.exif_transpose(picture)
    except BROKEN:
        return picture


def _in_common_colours(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in sRGB where it names its own colours, since that name goes with the rest."""
    if not profile or picture.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        return picture
    mode = "RGB" if picture.mode in {"CMYK", "L"} else picture.mode
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        changed = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return changed or picture


def _opened(path: Path, limits: Limits, kind: Type) -> Image.Image:
    # Ours is the limit that counts; Pillow's own warning would only come first.
    Image.MAX_IMAGE_PIXELS = None
    warnings.simplefilter("ignore")
    try:
        picture = Image.open(path, formats=[kind.main])
        frames = getattr(picture, "n_frames", 1)
    except BROKEN as error:
        raise Flawed(Flaw.DAMAGED) from error
    if picture.width * picture.height * frames > limits.pixels:
        picture.close()
        raise Flawed(
            Flaw.TOO_MANY_PIXELS, f"{picture.width} × {picture.height}" + (f" × {frames}" if frames > 1 else "")
        )
    return picture
