"""A pruned organism as an ONNX model, where the optional package onnx is installed."""

import numpy as np

from orgnet_core.errors import LabError
from orgnet_core.pruning.evaluation import pruned_weight
from orgnet_core.pruning.specimen import Specimen

OPSET = 20  # the first that knows Gelu
OPERATORS = {"gelu": "Gelu", "relu": "Relu", "tanh": "Tanh", "linear": "Identity"}


def export_onnx(specimen: Specimen, cut: np.ndarray) -> bytes:
    """The model: `input` [batch, in] to `output` [batch, out].

    Raises LabError where the package onnx is not installed.
    """
    try:
        from onnx import TensorProto, helper, numpy_helper
    except ImportError:
        needed = "ONNX needs the package onnx, which is not installed: pip install onnx."
        raise LabError(needed) from None
    organism, weight = specimen.organism, pruned_weight(specimen, cut)
    operators: list[tuple[str, tuple[str, ...]]] = []
    constants: list[TensorProto] = []
    for layer, matrix in enumerate(organism.matrices(weight)):
        if layer:
            operators.append((OPERATORS[organism.activation], ()))
        constants.append(numpy_helper.from_array(matrix.T.contiguous().numpy(), f"layer_{layer}"))
        operators.append(("MatMul", (f"layer_{layer}",)))
    between = [f"value_{number}" for number in range(1, len(operators))]
    names = ["input", *between, "output"]
    nodes = [
        helper.make_node(operator, [names[number], *operands], [names[number + 1]])
        for number, (operator, operands) in enumerate(operators)
    ]
    dtype = helper.np_dtype_to_tensor_dtype(specimen.weight.dtype)
    source, result = (
        helper.make_tensor_value_info(name, dtype, ["batch", width])
        for name, width in (("input", organism.widths[0]), ("output", organism.widths[-1]))
    )
    graph = helper.make_graph(nodes, "organism", [source], [result], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
    return model.SerializeToString()
