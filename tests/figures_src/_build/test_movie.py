"""Tests of moving figures: what the films show and say; that they are the same at every build is in test_same.py."""

import re
import subprocess
from types import SimpleNamespace

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

from figures_src._build import movie


@pytest.fixture(scope="module")
def entry(manifest):
    """What the manifest says of the figure that moves."""
    return next(f for f in manifest["figures"] if f["id"] == "rise")


def test_moving_figure_has_films_stills_and_pictures(entry):
    """There are a film in two formats and a still for each theme, beside the pictures of every figure."""
    names = {f["path"].rsplit("/", 1)[1]: (f["format"], f["theme"], f["shape"]) for f in entry["files"]}
    for theme in ("light", "dark"):
        assert names[f"rise.{theme}.mp4"] == ("mp4", theme, "page")
        assert names[f"rise.{theme}.gif"] == ("gif", theme, "page")
        assert names[f"rise.poster.{theme}.png"] == ("png", theme, "poster")
        assert names[f"rise.{theme}.svg"] == ("svg", theme, "page")
        assert names[f"rise.slide.{theme}.pdf"] == ("pdf", theme, "slide")
    assert len(names) == 18


def test_gif_has_all_frames_and_signs_itself(site, entry, manifest):
    """The gif has every frame, different from the others, repeats, and carries its credits as a comment."""
    with Image.open(site / "figures/rise/rise.light.gif") as image:
        frames = []
        for i in range(image.n_frames):
            image.seek(i)
            frames.append(np.asarray(image.convert("RGB")).astype(int))
            assert image.info["duration"] == (200 if i < 2 else 800)  # milliseconds: FPS is 5, and the last rests
        comment, loop = image.info["comment"].decode(), image.info["loop"]
    assert len(frames) == 3
    assert all(np.abs(a - b).max() > 50 for a, b in zip(frames, frames[1:], strict=False))
    assert loop == 0
    assert comment == (
        f"{entry['title']}; The tests' authors; CC BY 4.0; {manifest['site']['url']}{entry['page']} "
        f"(mathnets 1.2.0, data sha256:{entry['data_hash'][:16]})"
    )


def ffmpeg(*arguments):
    """Run the encoder; return what it writes and what it says."""
    done = subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), *arguments], capture_output=True, check=True)
    return done.stdout, done.stderr.decode()


def frames_of(path):
    """Return the frames of a film, shape (frames, height, width, 3)."""
    raw, _ = ffmpeg("-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "-")
    return np.frombuffer(raw, dtype=np.uint8).reshape(-1, 644, 960, 3).astype(int)


def test_film_has_all_frames_and_signs_itself(site, entry, manifest):
    """The mp4 has every frame, plays in browsers (H.264, yuv420p), and carries its credits."""
    path = site / "figures/rise/rise.dark.mp4"
    text, facts = ffmpeg("-i", path, "-f", "ffmetadata", "-")
    lines = text.decode().replace("\\;", ";").replace("\\=", "=").splitlines()
    told = dict(line.split("=", 1) for line in lines if "=" in line)
    assert told["title"] == entry["title"]
    assert told["artist"] == "The tests' authors"
    assert told["copyright"] == "CC BY 4.0"
    assert told["comment"] == (
        f"{manifest['site']['url']}{entry['page']} (mathnets 1.2.0, data sha256:{entry['data_hash'][:16]})"
    )
    assert re.search(r"Video: h264 .*yuv420p\(tv, bt709.* 960x644.* 5 fps", facts)  # as its FPS says
    frames = frames_of(path)
    assert len(frames) == 3
    assert all(np.abs(a - b).max() > 50 for a, b in zip(frames, frames[1:], strict=False))


def test_still_is_the_last_frame(site):
    """The still that stands for the film has its last picture."""
    with Image.open(site / "figures/rise/rise.poster.dark.png") as image:
        still = np.asarray(image.convert("RGB")).astype(int)
    distance = np.abs(frames_of(site / "figures/rise/rise.dark.mp4") - still[:644, :960]).mean(axis=(1, 2, 3))
    assert np.argmin(distance) == 2
    assert distance[2] < 2


def test_encoder_that_fails_is_named(tmp_path):
    """A film that cannot be written stops the build, and says which it is."""
    module = SimpleNamespace(draw=lambda fig, result, frame: fig.subplots().plot([frame, 1]))
    credits = dict.fromkeys(("title", "alt", "author", "licence", "page", "version", "data_hash"), "words")
    (tmp_path / "a.light.mp4").mkdir()
    with pytest.raises(RuntimeError, match=r"the encoder failed on a\.light\.mp4: .*a\.light\.mp4"):
        movie.movies(module, {}, tmp_path, id="a", shape="wide", credits=credits, frames=3, fps=12, themes=["light"])
