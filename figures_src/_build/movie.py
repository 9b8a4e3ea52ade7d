"""Turns the frames of a moving figure into mp4 and gif, bit for bit the same at every build."""

import contextlib
import subprocess
import tempfile

import imageio_ffmpeg
import numpy as np

from figures_src._build import render
from figures_src._kit import theme as kit

DPI = 150
GIF_WIDTH = 640
REST = 80  # hundredths of a second that a gif shows its last frame before it begins again
EXACT = ["-fflags", "+bitexact", "-flags", "+bitexact", "-map_metadata", "-1", "-threads", "1"]


def movies(module, result, folder, *, id, shape, credits, frames, fps, themes):
    """Write `<id>.<theme>.mp4`, `.gif` and the poster (the last frame) into `folder`."""
    for theme in themes:
        film, gif = (folder / f"{id}.{theme}.{format_}" for format_ in ("mp4", "gif"))
        with kit.use(theme):
            last, places = render.draw(module, result, shape, frame=frames - 1)
            still = render.poster(last, folder / f"{id}.poster.{theme}.png", credits=credits, dpi=DPI)
            sheet = render.sheet(last, DPI)
            height, width = (side // 2 * 2 for side in (sheet.height, sheet.width))  # the encoder wants them even
            with _encoder(film, gif, width, height, fps, credits) as encode:
                for i in range(frames - 1):
                    fig = render.draw(module, result, shape, frame=i, places=places)[0]
                    encode(render.pixels(fig, sheet)[:height, :width])
                encode(np.asarray(still.convert("RGBA"))[:height, :width])
        _sign(gif, credits)


@contextlib.contextmanager
def _encoder(film, gif, width, height, fps, credits):
    """Yield a function that takes one frame after the other; one encoder writes both files from them."""
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-v",
        "error",
        "-y",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb0",
        "-s",
        f"{width}x{height}",
        "-r",
        str(fps),
        "-i",
        "-",
        "-map",
        "0:v",
        # a key frame every half second lets the slider jump; the colour space is named so that players agree
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-crf",
        "20",
        "-g",
        str(max(1, fps // 2)),
        "-pix_fmt",
        "yuv420p",
        "-vf",
        "scale=out_color_matrix=bt709:out_range=tv",
        "-colorspace",
        "bt709",
        "-color_primaries",
        "bt709",
        "-color_trc",
        "bt709",
        "-x264-params",
        "threads=1",
        "-movflags",
        "+faststart",
        *EXACT,
        "-metadata",
        f"title={credits['title']}",
        "-metadata",
        f"artist={credits['author']}",
        "-metadata",
        f"copyright={credits['licence']}",
        "-metadata",
        f"comment={render.source_of(credits)}",
        str(film),
        "-filter_complex",
        # its colours are found in every fourth frame
        f"[0]scale={GIF_WIDTH}:-2:flags=area,split[a][b];[a]select='not(mod(n,4))',palettegen=stats_mode=full[p];"
        "[b][p]paletteuse=dither=none[c]",
        "-map",
        "[c]",
        "-loop",
        "0",
        "-final_delay",
        str(REST),
        *EXACT,
        str(gif),
    ]
    with tempfile.TemporaryFile() as told, subprocess.Popen(command, stdin=subprocess.PIPE, stdout=told, stderr=told) as encoder:
        with contextlib.suppress(BrokenPipeError):  # it has failed, and says why
            yield lambda pixels: encoder.stdin.write(pixels.data.cast("B"))
        with contextlib.suppress(BrokenPipeError):
            encoder.stdin.close()
        if encoder.wait():
            told.seek(0)
            raise RuntimeError(f"the encoder failed on {film.name}: {told.read().decode(errors='replace').strip()[-300:]}")


def _sign(path, credits):
    """Write title, author, licence and source into a gif, as a comment before its first frame."""
    text = "; ".join([credits["title"], credits["author"], credits["licence"], render.source_of(credits)]).encode()
    blocks = [text[i : i + 255] for i in range(0, len(text), 255)]
    comment = b"\x21\xfe" + b"".join(bytes([len(block)]) + block for block in blocks) + b"\x00"
    data = path.read_bytes()
    start = 13 + (3 << (data[10] % 8 + 1) if data[10] & 0x80 else 0)  # behind the header and the table of colours
    path.write_bytes(data[:start] + comment + data[start:])
