"""What a packed picture says of itself, read from its first octets: a few kilobytes can stand for gigabytes or minutes.

Nothing is unpacked here, and nothing is imported: this file can stand in any room that takes pictures from outside.
Sources: PNG (ISO/IEC 15948) 11.2; JPEG (ISO/IEC 10918-1) B.2; JPEG 2000 (ISO/IEC 15444-1) A.5, A.6, annex I; WSQ (FBI
IAFIS-IC-0110 v3) annex; BMP as its vendor documents BITMAPCOREHEADER and BITMAPINFOHEADER.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

PNG, JPEG, JPEG_2000, BMP, WSQ = "png", "jpeg", "jpeg2000", "bmp", "wsq"

# The largest picture that anybody here has a use for: a slap of 3.2 x 3.2 inches at 1000 ppi (ANSI/NIST-ITL 1) and a
# camera's still of 12 megapixels, with room for a border.
MOST_SIDE = 8192
MOST_PIXELS = 13_000_000
# A large WSQ that stands for more pixels than this an octet holds nothing: prints come to 5 to 30, a sensor's noise
# to 300. Small ones may be flat, for they cost nothing.
MOST_PIXELS_AN_OCTET = 1000
_LARGE = 1_000_000

_MOST_SEGMENTS = 500  # before the pixels; what a file needs is a dozen
_MOST_SCANS = 64  # of a progressive JPEG: each goes over the whole picture, encoders make ten
_MOST_CHANNELS = 4
_JP2 = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_LOSSLESS = frozenset({0xC3, 0xC7, 0xCB, 0xCF})
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_PNG_BITS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}


class BadHeader(ValueError):
    """Not a picture of a known kind, cut short before its sizes, or larger than any picture needed here."""

    code = "bad_picture"


@dataclass(frozen=True)
class PictureHeader:
    """kind: PNG, JPEG, JPEG_2000, BMP or WSQ. width, height: pixels. channels: 1..4 samples a pixel (a palette
    counts 1, grey with alpha 2). bits: of one sample, 1..38. lossy: whether pixels were changed when it was packed,
    as far as the header can tell: JPEG 2000 of the reversible kind may still have been cut short."""

    kind: str
    width: int
    height: int
    channels: int
    bits: int
    lossy: bool

    @property
    def alpha(self) -> bool:
        """Whether the last channel is opacity, by the number of channels alone."""
        return self.channels in (2, 4)


def header(data: bytes, most_pixels: int = MOST_PIXELS, most_side: int = MOST_SIDE) -> PictureHeader:
    """What `data` says of itself. Raises BadHeader for anything else, and for more than `most_pixels` or `most_side`.

    Costs no more than a walk over the segments before the pixels, whatever the octets say.
    """
    found = _read(data)
    if not (0 < found.width <= most_side and 0 < found.height <= most_side):
        raise BadHeader(f"{found.width}x{found.height} pixels; at most {most_side} a side")
    pixels = found.width * found.height
    if pixels > most_pixels:
        raise BadHeader(f"{found.width}x{found.height} pixels; at most {most_pixels}")
    if found.kind == WSQ and pixels > max(_LARGE, MOST_PIXELS_AN_OCTET * len(data)):
        raise BadHeader(f"{found.width}x{found.height} pixels in {len(data)} octets")
    if not 1 <= found.channels <= _MOST_CHANNELS:
        raise BadHeader(f"{found.channels} channels")
    return found


def _read(data: bytes) -> PictureHeader:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png(data)
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    if data.startswith((_JP2, b"\xff\x4f\xff\x51")):
        return _jpeg_2000(data)
    if data.startswith(b"BM"):
        return _bmp(data)
    if data.startswith(b"\xff\xa0"):
        return _wsq(data)
    raise BadHeader("not a picture of a known kind")


def _number(data: bytes, at: int, size: int) -> int:
    if at < 0 or at + size > len(data):
        raise BadHeader("cut short")
    return int.from_bytes(data[at : at + size], "big")


def _png(data: bytes) -> PictureHeader:
    if data[8:16] != b"\0\0\0\rIHDR":
        raise BadHeader("PNG without its header")
    width, height = _number(data, 16, 4), _number(data, 20, 4)
    bits, colour = _number(data, 24, 1), _number(data, 25, 1)
    if bits not in _PNG_BITS.get(colour, ()):
        raise BadHeader(f"PNG of colour type {colour} with {bits} bits")
    return PictureHeader(PNG, width, height, _PNG_CHANNELS[colour], bits, lossy=False)


def _segments(data: bytes, at: int, alone: frozenset[int], last: int) -> Iterator[tuple[int, int, int]]:
    """(marker's second octet, start of its content, end) of segments up to and with the one called `last`.

    `alone`: markers without a length. Anything between segments is refused: decoders differ in what they skip.
    """
    for _ in range(_MOST_SEGMENTS):
        while data[at : at + 2] == b"\xff\xff":  # fill octets
            at += 1
        if _number(data, at, 1) != 0xFF:
            raise BadHeader(f"no marker at octet {at}")
        kind = _number(data, at + 1, 1)
        if kind in alone:
            yield kind, at + 2, at + 2
            at += 2
            continue
        size = _number(data, at + 2, 2)
        end = at + 2 + size
        if size < 2 or end > len(data):
            raise BadHeader(f"no complete segment at octet {at}")
        yield kind, at + 4, end
        if kind == last:
            return
        at = end
    raise BadHeader("too many segments")


def _jpeg(data: bytes) -> PictureHeader:
    frames = []
    for kind, start, _ in _segments(data, 2, frozenset({0x01, *range(0xD0, 0xD8)}), 0xDA):
        if kind in (0xD8, 0xD9):
            raise BadHeader("JPEG that ends before its pixels")
        if kind in _JPEG_FRAMES:
            sizes = _number(data, start + 3, 2), _number(data, start + 1, 2)
            channels, bits = _number(data, start + 5, 1), _number(data, start, 1)
            frames.append(PictureHeader(JPEG, *sizes, channels, bits, lossy=kind not in _JPEG_LOSSLESS))
    if len(frames) != 1:
        raise BadHeader(f"JPEG with {len(frames)} frames")
    if data.count(b"\xff\xda") > _MOST_SCANS:
        raise BadHeader(f"JPEG with more than {_MOST_SCANS} scans")
    return frames[0]


def _jpeg_2000(data: bytes) -> PictureHeader:
    at = _codestream(data) if data.startswith(_JP2) else 0
    if _number(data, at, 4) != 0xFF4FFF51:
        raise BadHeader("JPEG 2000 without its sizes")
    found: PictureHeader | None = None
    lossy = False
    for kind, start, end in _segments(data, at + 2, frozenset(), 0x90):
        if kind == 0x51:
            if found is not None:
                raise BadHeader("JPEG 2000 with two sizes")
            found = _sizes(data, start, end)
        elif kind == 0x52:  # COD: style, progression, layers (2), colour; levels, block (2), its style, wavelet
            lossy |= _number(data, start + 9, 1) == 0
        elif kind == 0x53:  # COC: component (2 from 257 channels on), style; levels, block (2), its style, wavelet
            lossy |= _number(data, start + 6, 1) == 0
        elif kind in (0x5C, 0x5D):  # QCD, QCC: the low five bits say how coefficients were rounded, 0 not at all
            lossy |= _number(data, start + (kind == 0x5D), 1) & 0x1F != 0
    if found is None:
        raise BadHeader("JPEG 2000 without its sizes")
    return PictureHeader(JPEG_2000, found.width, found.height, found.channels, found.bits, lossy)


def _codestream(data: bytes) -> int:
    """Where the only codestream of a JP2 file starts."""
    at, places = 0, []
    for _ in range(_MOST_SEGMENTS):
        if at == len(data):
            break
        size, head = _number(data, at, 4), 8
        if size == 1:
            size, head = _number(data, at + 8, 8), 16
        elif size == 0:  # to the end of the file
            size = len(data) - at
        if size < head or at + size > len(data):
            raise BadHeader(f"no complete box at octet {at}")
        if data[at + 4 : at + 8] == b"jp2c":
            places.append(at + head)
        at += size
    if at != len(data) or len(places) != 1:
        raise BadHeader(f"JPEG 2000 with {len(places)} codestreams")
    return places[0]


def _sizes(data: bytes, start: int, end: int) -> PictureHeader:
    wide, high, left, top, tile_wide, tile_high, tile_left, tile_top = (
        _number(data, start + 2 + 4 * field, 4) for field in range(8)
    )
    channels = _number(data, start + 34, 2)
    if end - start != 36 + 3 * channels or not channels or not tile_wide or not tile_high:
        raise BadHeader("JPEG 2000 with sizes that cannot be")
    if wide > 2 * MOST_SIDE or high > 2 * MOST_SIDE or tile_left > left or tile_top > top:
        raise BadHeader(f"JPEG 2000 on a grid of {wide}x{high}")
    tiles = -(-(wide - tile_left) // tile_wide) * -(-(high - tile_top) // tile_high)
    if tiles > _MOST_SEGMENTS:
        raise BadHeader(f"JPEG 2000 in {tiles} tiles")
    bits = max((data[start + 36 + 3 * channel] & 0x7F) + 1 for channel in range(min(channels, _MOST_CHANNELS)))
    return PictureHeader(JPEG_2000, wide - left, high - top, channels, bits, lossy=False)


def _bmp(data: bytes) -> PictureHeader:
    def little(at: int, size: int, signed: bool = False) -> int:
        _number(data, at, size)
        return int.from_bytes(data[at : at + size], "little", signed=signed)

    size = little(14, 4)
    if size == 12:
        width, height, depth = little(18, 2), little(20, 2), little(24, 2)
    elif 40 <= size <= 124:
        width, height, depth = little(18, 4, signed=True), abs(little(22, 4, signed=True)), little(28, 2)
    else:
        raise BadHeader(f"BMP with a header of {size} octets")
    if depth not in (1, 4, 8, 16, 24, 32):
        raise BadHeader(f"BMP of {depth} bits")
    return PictureHeader(BMP, width, height, max(1, depth // 8) if depth != 16 else 3, min(depth, 8), lossy=False)


def _wsq(data: bytes) -> PictureHeader:
    frames = []
    for kind, start, _ in _segments(data, 2, frozenset(), 0xA3):
        if kind == 0xA2:
            frames.append((_number(data, start + 4, 2), _number(data, start + 2, 2)))
        elif kind not in (0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8):
            raise BadHeader(f"WSQ with a segment {kind:02X}")
    if len(frames) != 1:
        raise BadHeader(f"WSQ with {len(frames)} frames")
    return PictureHeader(WSQ, *frames[0], channels=1, bits=8, lossy=True)
