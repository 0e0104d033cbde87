"""A pruned organism as an ONNX model, where the optional package onnx is installed.

In operators that runtimes have had for years (opset 13, IR 7; tried in onnxruntime 1.17), GELU
spelt out by erf; and in float32, since hardly a runtime computes all of them in float64: an
organism of that type is rounded.
"""

from math import sqrt

import numpy as np

from orgnet_core.errors import LabError
from orgnet_core.pruning.evaluation import pruned_weight
from orgnet_core.pruning.specimen import Specimen

OPSET, IR_VERSION = 13, 7  # the first IR that has this opset
CONSTANTS = {"half": 0.5, "one": 1.0, "root": 1 / sqrt(2)}
# Of an activation's input x to its output y: (operator, inputs, output).
OPERATORS = {
    "gelu": (
        ("Mul", "x root", "scaled"),
        ("Erf", "scaled", "erf"),
        ("Add", "erf one", "twice_share"),
        ("Mul", "twice_share half", "share"),
        ("Mul", "x share", "y"),
    ),
    "relu": (("Relu", "x", "y"),),
    "tanh": (("Tanh", "x", "y"),),
    "linear": (("Identity", "x", "y"),),
}


def export_onnx(specimen: Specimen, cut: np.ndarray) -> bytes:
    """The model: `input` float32 [batch, in] to `output` float32 [batch, out].

    Raises LabError where the package onnx is not installed.
    """
    try:
        from onnx import NodeProto, TensorProto, helper, numpy_helper
    except ImportError:
        needed = "ONNX needs the package onnx, which is not installed: pip install onnx."
        raise LabError(needed) from None
    organism, nodes = specimen.organism, list[NodeProto]()
    arrays = {name: np.array(value, np.float32) for name, value in CONSTANTS.items()}
    matrices, value = organism.matrices(pruned_weight(specimen, cut)), "input"
    for layer, matrix in enumerate(matrices):
        is_last, weights = layer == len(matrices) - 1, f"layer_{layer}"
        arrays[weights] = matrix.T.contiguous().numpy().astype(np.float32)
        sums = "output" if is_last else f"sums_{layer}"
        nodes.append(helper.make_node("MatMul", [value, weights], [sums]))
        if not is_last:
            value = f"cells_{layer}"
            names = {"x": sums, "y": value} | {name: name for name in CONSTANTS}
            for operator, inputs, output in OPERATORS[organism.activation]:
                taken = [names[name] for name in inputs.split()]
                names.setdefault(output, f"{output}_{layer}")
                nodes.append(helper.make_node(operator, taken, [names[output]]))
    source, result = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", width])
        for name, width in (("input", organism.widths[0]), ("output", organism.widths[-1]))
    )
    used = {name for node in nodes for name in node.input}
    constants = [numpy_helper.from_array(arrays[name], name) for name in arrays if name in used]
    graph = helper.make_graph(nodes, "organism", [source], [result], constants)
    opset = helper.make_opsetid("", OPSET)
    model = helper.make_model(graph, opset_imports=[opset], ir_version=IR_VERSION)
    return model.SerializeToString()
