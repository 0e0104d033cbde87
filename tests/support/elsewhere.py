"""A device to test against where there is no accelerator: tensors that are not on the CPU.

It computes on the CPU, so results are those of the CPU, but it is as strict as CUDA: an operation
whose operands lie on two devices fails, and so does NumPy's reading of a tensor that nobody has
brought back. How fast CUDA is, and in which last bits it differs, only CUDA can tell.

It goes by the name of torch's own "meta" device, whose tensors have no memory: it is the one device
beside the CPU that every build of torch knows, and that no test here has another use for.
"""

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map

NAME = "meta"
MOVES = {torch.ops.aten._to_copy.default, torch.ops.aten.copy_.default}  # from device to device


class Elsewhere(Tensor):
    """A tensor on that device; `held`, on the CPU, is its memory."""

    @staticmethod
    def __new__(cls, held: Tensor) -> "Elsewhere":
        return cls._make_wrapper_subclass(
            cls, held.shape, held.stride(), held.storage_offset(), dtype=held.dtype, device=NAME
        )

    def __init__(self, held: Tensor):
        self.held = held

    @classmethod
    def __torch_dispatch__(cls, operation, _types, args=(), kwargs=None):
        return _run(operation, args, kwargs or {})


class Device(TorchDispatchMode):
    """While it is entered, this thread's tensors can be made on the device and moved to it."""

    def __torch_dispatch__(self, operation, _types, args=(), kwargs=None):
        return _run(operation, args, kwargs or {})


def _run(operation, args: tuple, kwargs: dict):
    """One operation, on the CPU: operands unwrapped, results wrapped unless they go to the CPU."""
    tensors = [leaf for leaf in tree_leaves((args, kwargs)) if isinstance(leaf, Tensor)]
    ours = [tensor for tensor in tensors if isinstance(tensor, Elsewhere)]
    _refuse_mixture(operation, tensors, ours)
    target = kwargs.get("device")
    here = kwargs if target is None else kwargs | {"device": "cpu"}
    found = operation(*tree_map(_held, args), **tree_map(_held, here))
    away = bool(ours) if target is None else torch.device(target).type == NAME
    operands = {id(_held(tensor)): tensor for tensor in tensors}  # one is the result if in place

    def wrapped(result):
        is_new = isinstance(result, Tensor) and id(result) not in operands
        return Elsewhere(result) if away and is_new else operands.get(id(result), result)

    return tree_map(wrapped, found)


def _refuse_mixture(operation, tensors: list[Tensor], ours: list[Elsewhere]) -> None:
    """As CUDA does: but for moves, only single numbers may come from the CPU."""
    others = [tensor for tensor in tensors if not isinstance(tensor, Elsewhere) and tensor.dim()]
    if ours and others and operation not in MOVES:
        raise RuntimeError(f"{operation} was given tensors on two devices")


def _held(leaf):
    return leaf.held if isinstance(leaf, Elsewhere) else leaf
