"""From the trained encoder (a Hugging Face folder) to what ships: model.onnx in 8 bits and its tokenizer.

Attention, GELU and layer norms are fused (onnxruntime's transformer optimiser); matrices become 8-bit integers per
channel in 7 of their 8 bits, since the 16-bit sums of AVX2 overflow otherwise; what loses most by it stays in fp32.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import onnx
import torch
from onnx import helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model
from transformers import BertModel

HEADS, WIDTH = 12, 384


class _States(torch.nn.Module):
    """Pieces and mask in, the last hidden states out: means are taken outside, over the pieces that are asked about."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        states: torch.Tensor = self.bert(input_ids, attention_mask=attention_mask).last_hidden_state
        return states


def export(folder: Path, out: Path, keep: Sequence[str] = ()) -> None:
    """Write model.onnx and tokenizer.json into `out`. `keep` are parts of names of matrices left in fp32."""
    bert = BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="eager").eval()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        plain, fused = Path(place) / "plain.onnx", Path(place) / "fused.onnx"
        ids = torch.tensor([[0, 5, 6, 2]])
        axes = {0: "texts", 1: "pieces"}
        torch.onnx.export(
            _States(bert), (ids, torch.ones_like(ids)), str(plain), input_names=["input_ids", "attention_mask"],
            output_names=["states"], dynamic_axes=dict.fromkeys(("input_ids", "attention_mask", "states"), axes),
            opset_version=17, dynamo=False,
        )  # fmt: skip
        options = FusionOptions("bert")
        options.enable_embed_layer_norm = False
        optimize_model(
            str(plain), "bert", num_heads=HEADS, hidden_size=WIDTH, optimization_options=options
        ).save_model_to_file(str(fused))
        nodes = onnx.load(str(fused)).graph.node
        spared = [
            node.name for node in nodes if any(part in name for part in keep for name in [node.name, *node.input])
        ]
        quantize_dynamic(
            str(fused), str(out / "model.onnx"), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8,
            nodes_to_exclude=spared, extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )  # fmt: skip
    part_norms(out / "model.onnx")
    shutil.copy(folder / "tokenizer.json", out / "tokenizer.json")


def part_norms(path: Path) -> None:
    """Write each SkipLayerNormalization of a model as sums and a LayerNormalization: as fusing the attention needs the
    one, and onnxruntime computes the others in a quarter of its time (1.08 → 0.26 ms of a message of 27 pieces)."""
    model = onnx.load(str(path))
    nodes = []
    for node in model.graph.node:
        if node.op_type != "SkipLayerNormalization":
            nodes.append(node)
            continue
        heard, skipped, gamma, beta, *bias = node.input
        (normed,) = [name for name in node.output if name]
        if bias:  # before the sum: there it is fused with the matrix
            nodes.append(helper.make_node("Add", [heard, bias[0]], [f"{normed}_biased"], f"{node.name}_bias"))
            heard = f"{normed}_biased"
        nodes.append(helper.make_node("Add", [heard, skipped], [f"{normed}_sum"], f"{node.name}_skip"))
        epsilon = next(one.f for one in node.attribute if one.name == "epsilon")
        nodes.append(
            helper.make_node(
                "LayerNormalization", [f"{normed}_sum", gamma, beta], [normed], f"{node.name}_norm", epsilon=epsilon
            )
        )
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.save(model, str(path))
