"""The LEADER network written again: the same weights and the same numbers, in a third of the time.

The packaged file is a converted TensorFlow graph of 1,300 nodes: GELU in eight pieces, dilation by moving pixels into
the batch, layer normalisation by reductions over the wrong axis. Here the network of R. Cappelli, M. Ferrara
(arXiv:2602.15493) is built from its blocks with today's operators, and four rearrangements that change no number
beyond rounding: a normalisation's gain and offset move into the convolution that follows it; a residual block's last
two convolutions become one each for the block's input and its inside; the heads work before their pixels are
doubled, not after; a 5x5 convolution of doubled pixels is four 3x3 convolutions, one for each quarter of a pixel.
And direction and kind are computed where a minutia is, by a second network on a patch of the first one's features.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.onnx_file import Graph, Network, read

Weights = npt.NDArray[np.float32]

_EPSILON = 0.001  # of every layer normalisation in the packaged file
_PREFIX = "functional_1/"
# ONNX Runtime has a fast depthwise convolution for a multiple of so many channels; for 219 the plain one takes ten
# times as long, so such a layer gets channels of zeros.
_CHANNELS_AT_ONCE = 4
# Its convolutions work on so many channels side by side where their number divides by it, and take a slower way where
# not; there a product of matrices is faster, and for a part of the pixels at a time.
_CHANNELS_OF_A_BLOCK = 16
_STRIPS = 16  # at most
_SUPPRESSION = 7  # pixels: the side of the window in which only the most certain point stays
FEATURES = 52  # channels, at half the resolution of the image
PATCH = 9  # features a side that one minutia's direction and kind depend on: a 7x7 and then a 3x3 convolution


def rebuilt(packaged: bytes) -> tuple[bytes, bytes]:
    """The packaged ONNX file as two new ones, a detector and a describer.

    Detector: input "image" float32 [n, 1, rows, columns], grey levels 0..255, sides that divide by 32. Outputs
    "confidence" [n, 1, rows, columns], 0..1 after its blur; "highest", the same shape, its maximum over the
    suppression window, equal to it at a local maximum; "features" [n, FEATURES, rows / 2, columns / 2].
    Describer: input "patches" float32 [k, FEATURES, PATCH, PATCH], features around the one that holds a minutia, zero
    outside the image. Outputs, one for each quarter of the feature, [k, 2, 2] from the upper left: "cosine" and
    "sine" of the direction, times any length; "kind", positive for an ending, negative for a bifurcation.

    Raises KeyError for another network; models.weights has checked that it is this one.
    """
    source = read(packaged)
    return _Builder(source).detector(), _Builder(source, within=True).describer()


class _Builder:
    """`within`: convolutions do not reach beyond what they are given, so each makes it smaller."""

    def __init__(self, source: Network, within: bool = False) -> None:
        self.source = source
        self.graph = Graph("leader")
        self.within = within

    def describer(self) -> bytes:
        graph = self.graph
        direction = self.head("patches", "head_1", self.of_dense("head_conv_dir"))
        kind = self.head("patches", "head_2", self.of_sigmoid("head_conv_typ"))
        shape = graph.constant(np.array([-1, 2, 2], np.int64))
        for name, part in zip(
            ("cosine", "sine"), graph.split("Split", 2, direction, axis=1, num_outputs=2), strict=True
        ):
            graph.output(name, graph.node("Reshape", part, shape))
        graph.output("kind", graph.node("Reshape", kind, shape))
        outputs = dict.fromkeys(("cosine", "sine", "kind"), ("k", 2, 2))
        return graph.model({"patches": ("k", FEATURES, PATCH, PATCH)}, outputs)

    def detector(self) -> bytes:
        graph = self.graph
        first = graph.node("MaxPool", self.stem("image", "stem0"), kernel_shape=[2, 2], strides=[2, 2])
        coarse = self.first_autoencoder(first)
        gates = [self.gelu(self.dense(coarse, f"attention_conv_d{d}", dilation=d)) for d in (1, 3, 6)]
        gate = graph.node("Sigmoid", self.dense(self.join(*gates), "attention_s"))
        second = graph.node("AveragePool", self.stem("image", "stem1"), kernel_shape=[2, 2], strides=[2, 2])
        fine = self.second_autoencoder(self.join(graph.node("Mul", coarse, gate), second))
        quarters = self.head(fine, "head_0", self.of_sigmoid("head_conv_pos"))
        position = graph.node("Sigmoid", graph.node("DepthToSpace", quarters, blocksize=2, mode="CRD"))
        blur = self.source.constants_of(f"{_PREFIX}nms_Gaussian_blur_1/convolution:0")[0]
        confidence = self.convolve(position, blur, None)
        side, pad = _SUPPRESSION, _SUPPRESSION // 2
        graph.output("confidence", confidence)
        graph.output("highest", graph.node("MaxPool", confidence, kernel_shape=[side, side], pads=[pad] * 4))
        graph.output("features", fine)
        size = ("n", 1, "rows", "columns")
        outputs = {"confidence": size, "highest": size, "features": ("n", FEATURES, "half_rows", "half_columns")}
        return graph.model({"image": size}, outputs)

    def first_autoencoder(self, x: str) -> str:
        skips = []
        for level in range(4):
            skips.append(self.separable(x, f"enc0_{level}"))
            x = self.halved(skips[-1])
        for level in (3, 2, 1, 0):
            x = self.join(self.doubled(self.separable(x, f"dec0_{level}")), skips[level])
        return x

    def second_autoencoder(self, x: str) -> str:
        skips = []
        for level in range(4):
            skips.append(self.bottleneck(x, f"enc1_{level}", level))
            x = self.halved(skips[-1])
        for level in (3, 2, 1, 0):
            x = self.join(self.doubled(self.bottleneck(x, f"dec1_{level}", level + 1)), skips[level])
        return x

    def stem(self, x: str, name: str) -> str:
        plain, wide = self.dense(x, f"{name}_conv"), self.dense(x, f"{name}_dilated_conv", dilation=2)
        return self.gelu_normalised(self.join(plain, wide), f"{name}_ln")

    def separable(self, x: str, name: str) -> str:
        x = self.depthwise(x, f"{name}_conv_1/separable_conv2d/depthwise:0")
        weights, bias = self.source.constants_of(f"{_PREFIX}{name}_conv_1/BiasAdd:0")
        return self.gelu_normalised(self.convolve(x, weights, bias), f"{name}_ln")

    def bottleneck(self, x: str, name: str, level: int = 0) -> str:
        """adjust(x + reduce(gelu(expand(normalise(depthwise(x)))))), the last two as adjust(x) + adjust-reduce(...).

        level: how many times the first features were halved.
        """
        depthwise = self.depthwise(x, f"{name}_depthwise_conv_1/depthwise:0")
        gain, offset = self.of_norm(f"{name}_ln")
        expand, bias = self.of_dense(f"{name}_conv_exp")
        flat = expand[:, :, 0, 0]
        expand, bias = flat * gain, bias + flat @ offset
        reduce, reduce_bias = self.of_dense(f"{name}_conv_red")
        adjust, adjust_bias = self.of_dense(f"{name}_conv_adj")
        both = adjust[:, :, 0, 0] @ reduce[:, :, 0, 0]
        past = self.convolve(
            self.middle(x) if self.within else x, adjust, adjust_bias + adjust[:, :, 0, 0] @ reduce_bias
        )
        last = self.normalised_last(depthwise, f"{name}_ln", plain=True)
        if self.within or flat.shape[1] % _CHANNELS_OF_A_BLOCK == 0:
            inside = self.gelu(self.convolve(self.channels_first(last), expand[:, :, None, None], bias))
            inside = self.convolve(inside, both[:, :, None, None], None)
        else:
            # The image's sides divide by 32, so the pixels here divide by 4 once more for each halving left.
            inside = self.in_strips(last, expand, bias, both, min(_STRIPS, 4 ** (4 - level)))
        return self.graph.node("Add", past, inside)

    def in_strips(self, last: str, expand: Weights, bias: Weights, both: Weights, strips: int) -> str:
        """gelu(last @ expand + bias) @ both of pixels with their channels last, some pixels at a time: what one product
        leaves is still in the processor's cache for the next. The result has its channels first."""
        graph = self.graph
        shape = graph.node("Concat", graph.node("Shape", last, end=3), self.whole(len(both)), axis=0)
        pixels = graph.node("Reshape", last, self.whole(-1, expand.shape[1]))
        constants = [graph.constant(np.ascontiguousarray(part)) for part in (expand.T, bias, both.T)]
        done = [
            graph.node("MatMul", self.gelu(graph.node("Gemm", part, *constants[:2])), constants[2])
            for part in graph.split("Split", strips, pixels, axis=0, num_outputs=strips)
        ]
        return self.channels_first(graph.node("Reshape", self.graph.node("Concat", *done, axis=0), shape))

    def whole(self, *numbers: int) -> str:
        return self.graph.constant(np.array(numbers, np.int64))

    def middle(self, x: str) -> str:
        """What a 7x7 convolution leaves of a patch."""
        edges = [self.graph.constant(np.array(at, np.int64)) for at in ([3, 3], [PATCH - 3, PATCH - 3], [2, 3])]
        return self.graph.node("Slice", x, *edges)

    def head(self, x: str, name: str, last: tuple[Weights, Weights]) -> str:
        x = self.dense(self.bottleneck(x, f"{name}_ibc"), f"{name}_conv1")
        x = self.gelu(self.dense(self.normalised(x, f"{name}_ln"), f"{name}_conv2"))
        weights, bias = last
        return self.convolve(x, _quarters(weights), np.repeat(bias, 4))

    def gelu(self, x: str) -> str:
        return self.graph.node("Gelu", x, approximate="tanh")

    def join(self, *parts: str) -> str:
        return self.graph.node("Concat", *parts, axis=1)

    def halved(self, x: str) -> str:
        """Half of the channels by their maximum, the other half by their mean."""
        strongest, average = self.graph.split("Split", 2, x, axis=1, num_outputs=2)
        size = {"kernel_shape": [2, 2], "strides": [2, 2]}
        return self.join(self.graph.node("MaxPool", strongest, **size), self.graph.node("AveragePool", average, **size))

    def doubled(self, x: str) -> str:
        scales = self.graph.constant(np.array([1, 1, 2, 2], np.float32))
        return self.graph.node(
            "Resize", x, "", scales, mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor"
        )

    def normalised(self, x: str, name: str, *, plain: bool = False) -> str:
        """Layer normalisation over the channels; `plain`: without the gain and the offset, which went elsewhere."""
        return self.channels_first(self.normalised_last(x, name, plain=plain))

    def gelu_normalised(self, x: str, name: str) -> str:
        """The activation while the channels still stand last: ONNX Runtime does the way back together with the layout
        of the operator that follows, where nothing stands in between."""
        return self.channels_first(self.gelu(self.normalised_last(x, name)))

    def normalised_last(self, x: str, name: str, *, plain: bool = False) -> str:
        gain, offset = self.of_norm(name)
        constants = [self.graph.constant(part) for part in ([np.ones_like(gain)] if plain else [gain, offset])]
        last = self.graph.node("Transpose", x, perm=[0, 2, 3, 1])
        return self.graph.node("LayerNormalization", last, *constants, axis=-1, epsilon=_EPSILON)

    def channels_first(self, x: str) -> str:
        return self.graph.node("Transpose", x, perm=[0, 3, 1, 2])

    def depthwise(self, x: str, output: str) -> str:
        weights, *bias = self.source.constants_of(_PREFIX + output)
        count = len(weights)
        spare = -count % _CHANNELS_AT_ONCE
        if not spare:
            return self.convolve(x, weights, bias[0] if bias else None, groups=count)
        padded = self.graph.node("Pad", x, self.graph.constant(np.array([0, 0, 0, 0, 0, spare, 0, 0], np.int64)))
        weights, *bias = (np.pad(part, [(0, spare)] + [(0, 0)] * (part.ndim - 1)) for part in (weights, *bias))
        wide = self.convolve(padded, weights, bias[0] if bias else None, groups=count + spare)
        return self.graph.node("Slice", wide, *(self.graph.constant(np.array([n], np.int64)) for n in (0, count, 1)))

    def dense(self, x: str, name: str, dilation: int = 1) -> str:
        return self.convolve(x, *self.of_dense(name), dilation=dilation)

    def convolve(self, x: str, weights: Weights, bias: Weights | None, dilation: int = 1, groups: int = 1) -> str:
        side = weights.shape[2]
        constants = [self.graph.constant(part) for part in (weights, bias) if part is not None]
        pads = [0 if self.within else (side - 1) // 2 * dilation] * 4
        return self.graph.node(
            "Conv", x, *constants, kernel_shape=[side, side], pads=pads, dilations=[dilation] * 2, group=groups
        )

    def of_dense(self, name: str) -> tuple[Weights, Weights]:
        """Weights and bias of a convolution; a dilated one has its bias in a node of its own."""
        direct = self.source.nodes.get(f"{_PREFIX}{name}_1/convolution:0")
        if direct is not None and direct.kind == "Conv":
            weights = self.source.constants_of(f"{_PREFIX}{name}_1/convolution:0")[0]
            return weights, self.source.constants_of(f"{_PREFIX}{name}_1/BiasAdd:0")[0].ravel()
        weights, bias = self.source.constants_of(f"{_PREFIX}{name}_1/BiasAdd:0")
        return weights, bias

    def of_sigmoid(self, name: str) -> tuple[Weights, Weights]:
        """Weights and bias of the convolution under a sigmoid, which has a meaningless name."""
        before = self.source.nodes[f"{_PREFIX}{name}_1/Sigmoid:0"].inputs[0]
        weights, bias = self.source.constants_of(before)
        return weights, bias

    def of_norm(self, name: str) -> tuple[Weights, Weights]:
        (gain,) = self.source.constants_of(f"{_PREFIX}{name}_1/mul:0")
        (offset,) = self.source.constants_of(f"{_PREFIX}{name}_1/add_1:0")
        return gain.ravel(), offset.ravel()


def _quarters(weights: Weights) -> Weights:
    """[4 n, channels, 3, 3] for each quarter of a pixel, from the [n, channels, 5, 5] weights for doubled pixels."""
    count, channels = weights.shape[:2]
    result = np.zeros((count, 2, 2, channels, 3, 3), np.float32)
    for row, column in np.ndindex(2, 2):
        for y, x in np.ndindex(5, 5):
            result[:, row, column, :, (row + y) // 2, (column + x) // 2] += weights[:, :, y, x]
    return result.reshape(4 * count, channels, 3, 3)
