"""The cutting script, on a small wheel made here: it trusts no pickle, finds what is there twice, repeats itself."""

import gzip
import hashlib
import pickle
import zipfile

import numpy as np
import pytest

from mathnets.data import _cut_animals, _pack, animals


def silhouettes(count, rng):
    """Random images (N, 28, 28), far from each other, with three black pixels of ground around."""
    images = np.zeros((count, 28, 28), np.uint8)
    images[:, 3:25, 3:25] = 255 * rng.integers(0, 2, size=(count, 22, 22))
    return images


@pytest.fixture
def wheel(tmp_path):
    """A little wheel: ten kinds of 30 images; of the cats five are there twice. With the sha256 of its files."""
    rng = np.random.default_rng(0)
    images, labels = silhouettes(300, rng), np.repeat(np.arange(10), 30)
    images[61] = images[60]  # the same cat,
    images[63] = images[62, :, ::-1]  # mirrored,
    images[65] = np.roll(images[64], (1, -1), axis=(0, 1))  # moved by a pixel,
    images[67] = np.roll(images[66, :, ::-1], -1, axis=1)  # both,
    images[69] = images[68]  # and changed a little
    images[69, 10, 10] ^= 255
    contents = {
        "animal_data_version_3.gz": gzip.compress(pickle.dumps(images, protocol=4), mtime=0),
        "animal_label_version_3.gz": gzip.compress(pickle.dumps(labels, protocol=4), mtime=0),
    }
    path = tmp_path / "little.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(_cut_animals.FOLDER + name, content)
    sources = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    return path, sources, images, labels


class Trap:
    """Sets off when it is unpickled."""

    def __reduce__(self):
        return (pytest.fail, ("a pickle was executed",))


def test_pickled_arrays_are_read_and_nothing_else():
    """An array comes back, with numpy's old module names too; a pickle that asks for anything else is not run."""
    values = np.arange(6, dtype=np.uint8).reshape(2, 3)
    content = pickle.dumps(values, protocol=4)
    np.testing.assert_array_equal(_cut_animals.unpickled(content), values)
    old = content.replace(b"\x8c\x16numpy._core.multiarray", b"\x8c\x15numpy.core.multiarray").replace(
        content[2:11], b"\x95" + (int.from_bytes(content[3:11], "little") - 1).to_bytes(8, "little")
    )
    np.testing.assert_array_equal(_cut_animals.unpickled(old), values)
    for bad, got in (
        (Trap(), "_pytest.outcomes"),
        (np.array([Trap()], dtype=object), "_pytest.outcomes"),
        (np.array([None]), "hold an array of numbers"),
        ([1, 2], "<class 'list'>"),
        (pickle.loads, "_pickle.loads"),
    ):
        with pytest.raises(pickle.UnpicklingError, match=got):
            _cut_animals.unpickled(pickle.dumps(bad))


def test_sources_are_checked(wheel):
    """A changed or missing file in the wheel stops the script, with wanted and got, before anything is unpickled."""
    path, sources, images, labels = wheel
    found = _cut_animals.extract(path, sources)
    np.testing.assert_array_equal(found[0], images)
    np.testing.assert_array_equal(found[1], labels)
    name = "animal_label_version_3.gz"
    with pytest.raises(OSError, match=f"{name} needs sha256 {'0' * 64}, got {sources[name]}"):
        _cut_animals.extract(path, sources | {name: "0" * 64})
    with pytest.raises(OSError, match="needs animal_mnist/data/Animal_MNIST/more, got no such file"):
        _cut_animals.extract(path, sources | {"more": ""})
    with pytest.raises(OSError, match=r"animal_data_version_3\.gz needs sha256 68a30346781a0984"):
        _cut_animals.extract(path)


@pytest.mark.parametrize("down", [-2, 0, 1])
@pytest.mark.parametrize("right", [-1, 0, 3])
def test_shifting_moves_by_whole_pixels(down, right):
    """Each pixel goes where it should, and what comes in is black."""
    images = np.random.default_rng(0).integers(1, 255, size=(2, 6, 7)).astype(np.uint8)
    padded = np.pad(images, ((0, 0), (4, 4), (4, 4)))
    expected = np.roll(padded, (down, right), axis=(1, 2))[:, 4:-4, 4:-4]
    np.testing.assert_array_equal(_cut_animals.shifted(images, down, right), expected)


def test_alike_is_the_least_distance_over_views(wheel):
    """Two images are alike if some shifted or mirrored one comes near; each of the five pairs does, no other."""
    images = wheel[2][60:90]
    found = _cut_animals.alike(images)
    assert (found == found.T).all() and found.diagonal().all()
    pairs = {(i, j) for i, j in np.argwhere(np.triu(found, 1)).tolist()}
    assert pairs == {(0, 1), (2, 3), (4, 5), (6, 7), (8, 9)}
    assert np.triu(_cut_animals.alike(images, shift=0), 1).sum() == 3
    distance = np.linalg.norm(images[0] / 255 - images[9] / 255)
    close = np.stack([images[0], images[9]])
    assert _cut_animals.alike(close, near=distance * 1.001, shift=0)[0, 1]
    mirrored = np.linalg.norm(images[0] / 255 - images[9, :, ::-1] / 255)
    assert not _cut_animals.alike(close, near=min(distance, mirrored) * 0.999, shift=0)[0, 1]


def test_groups_are_chains_of_links():
    """Whoever is joined by a chain is one group, named by its first member."""
    for seed in range(10):
        rng = np.random.default_rng(seed)
        links = np.eye(40, dtype=bool)
        kinds = rng.integers(0, 8, size=40)
        for kind in range(8):  # a path through each group, in random order
            members = rng.permutation(np.flatnonzero(kinds == kind))
            links[members[1:], members[:-1]] = links[members[:-1], members[1:]] = True
        expected = [np.flatnonzero(kinds == kind)[0] for kind in kinds]
        np.testing.assert_array_equal(_cut_animals.groups(links), expected)


def test_the_script_drops_doubles_before_it_splits_and_repeats_itself(wheel, tmp_path, monkeypatch, capsys):
    """Of five pairs of cats five stay; all kinds are cut to 25; two runs give the same bytes, and say what they did."""
    path, sources, images, _ = wheel
    monkeypatch.setattr(_cut_animals, "extract", lambda wheel, real=_cut_animals.extract: real(wheel, sources))
    monkeypatch.setattr(_cut_animals, "TEST_EACH", 5)
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
        _cut_animals.main([str(path), "--into", str(folder)])
    printed = capsys.readouterr().out
    for said in (
        "cat: 30 images, 29 different ones, 25 without near-duplicates",
        "horse: 30 images, 30 different ones, 30 without",
        "60 + 15 images",
        "not what animals.py expects",
    ):
        assert said in printed
    assert (folders[0] / animals.PACK).read_bytes() == (folders[1] / animals.PACK).read_bytes()
    with np.load(folders[0] / animals.PACK) as found:
        pack = dict(found)
    assert _pack.digest(pack) in printed
    index = np.concatenate([pack["train_index"], pack["test_index"]])
    kept = np.concatenate([pack["train_images"], pack["test_images"]])
    np.testing.assert_array_equal(kept, images[index].reshape(len(index), -1))
    assert not set(index) & {61, 63, 65, 67, 69} and set(range(60, 69, 2)) <= set(index)
    assert np.bincount(pack["train_labels"]).tolist() == [20, 20, 20]
    assert np.bincount(pack["test_labels"]).tolist() == [5, 5, 5]
