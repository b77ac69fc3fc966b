"""Writes a list of layers as an ONNX file (opset 17, IR 8, float32), one batch, any height and width that the
network can halve often enough."""
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def write_onnx(layers, path, description, notes):
    """notes: texts by key, kept in the file (metadata_props) for whoever opens it without its card."""
    nodes, constants = [], []

    def constant(name, array):
        constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(op, inputs, output, **attributes):
        nodes.append(helper.make_node(op, inputs, [output], name=output, **attributes))
        return output

    scales = constant('double.scales', np.array([1, 1, 2, 2], np.float32))
    for layer in layers.list:
        name = layer.name
        if layer.kind == 'conv':
            k = layer.weight.shape[-1]
            inputs = [*layer.inputs, constant(f'{name}.weight', layer.weight), constant(f'{name}.bias', layer.bias)]
            node('Conv', inputs, f'{name}.linear' if layer.relu else name, kernel_shape=[k, k],
                 strides=[layer.stride] * 2, pads=[k // 2] * 4, group=layer.groups)
            if layer.relu:
                node('Relu', [f'{name}.linear'], name)
        elif layer.kind == 'add':
            node('Add', layer.inputs, name)
        elif layer.kind in ('concat', 'join'):
            node('Concat', layer.inputs, name, axis=1)
        elif layer.kind == 'double':
            node('Resize', [*layer.inputs, '', scales], name, mode='nearest',
                 coordinate_transformation_mode='asymmetric', nearest_mode='floor')
        elif layer.kind == 'rows':
            node('Transpose', layer.inputs, f'{name}.nhwc', perm=[0, 2, 3, 1])
            shape = f'rows.{layer.columns}.shape'
            if not any(c.name == shape for c in constants):
                constant(shape, np.array([1, -1, layer.columns], np.int64))
            node('Reshape', [f'{name}.nhwc', shape], name)
        else:
            raise ValueError(f'layer {name} has the unknown kind {layer.kind}')
    images = helper.make_tensor_value_info(layers.input, TensorProto.FLOAT, [1, 3, 'height', 'width'])
    columns = {layer.name: layer.columns for layer in layers.list}
    outputs = []
    for output in layers.outputs:
        rows = next(layer for layer in layers.list if layer.name == output).inputs[0]
        outputs.append(helper.make_tensor_value_info(output, TensorProto.FLOAT, [1, 'rows', columns[rows]]))
    graph = helper.make_graph(nodes, description, [images], outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 17)], producer_name='cv-lab')
    model.ir_version = 8
    helper.set_model_props(model, notes)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)
