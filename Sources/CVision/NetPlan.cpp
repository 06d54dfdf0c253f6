#include "NetPlan.h"
#include <algorithm>
#include <opencv2/dnn/all_layers.hpp>
#include <opencv2/dnn/shape_utils.hpp>
#include <stdexcept>

using dnnl::memory;

namespace cvision {
namespace {

memory::dims dimensions(const cv::dnn::MatShape &shape) { return {shape.begin(), shape.end()}; }

// Row by row, as OpenCV keeps it.
memory::desc plainLayout(const cv::dnn::MatShape &shape) {
  static const memory::format_tag tags[] = {memory::format_tag::a, memory::format_tag::ab, memory::format_tag::abc,
                                            memory::format_tag::abcd};
  if (shape.empty() || shape.size() > 4) throw std::runtime_error("a layer's output has no one to four dimensions");
  return {dimensions(shape), memory::data_type::f32, tags[shape.size() - 1]};
}

memory::desc anyLayout(const memory::dims &dims) { return {dims, memory::data_type::f32, memory::format_tag::any}; }

cv::dnn::MatShape shapeOf(const memory::dims &dims) { return {dims.begin(), dims.end()}; }

memory::dims asDims(const std::vector<size_t> &numbers) { return {numbers.begin(), numbers.end()}; }

// OpenCV keeps what some layers do to itself: their answer to chosen inputs says it.
cv::Mat answer(cv::dnn::Layer &layer, std::vector<cv::Mat> inputs) {
  std::vector<cv::dnn::MatShape> in, out, kept;
  for (const auto &input : inputs) in.push_back(cv::dnn::shape(input));
  layer.getMemoryShapes(in, 1, out, kept);
  std::vector<cv::Mat> outputs{cv::Mat(out.at(0), CV_32F)}, internals;
  layer.finalize(cv::InputArrayOfArrays(inputs), cv::OutputArrayOfArrays(outputs));
  layer.forward(inputs, outputs, internals);
  return outputs[0];
}

bool adds(cv::dnn::Layer &layer) {
  const cv::Mat two(1, 1, CV_32F, cv::Scalar(2)), three(1, 1, CV_32F, cv::Scalar(3));
  return answer(layer, {two, three}).at<float>(0) == 5;
}

dnnl::primitive_attr withRelu(bool relu) {
  dnnl::primitive_attr attributes;
  if (relu) {
    dnnl::post_ops after;
    after.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
    attributes.set_post_ops(after);
  }
  return attributes;
}

// Of this processor, as far as ONEDNN_MAX_CPU_ISA lets it.
bool has(dnnl::cpu_isa instructions) {
  static const int all = int(dnnl::get_effective_cpu_isa());
  return (all & int(instructions)) == int(instructions);
}

memory::desc inEights(const memory::dims &dims) { return {dims, memory::data_type::f32, memory::format_tag::nChw8c}; }

// In blocks of as many channels as a register of this processor holds, which oneDNN's kernels read and write as they are. Of few
// channels the wider blocks would be mostly padding.
memory::desc inBlocks(const memory::dims &dims, memory::dim mostChannels) {
  if (!has(dnnl::cpu_isa::avx512_core) || mostChannels < 32) return inEights(dims);
  return {dims, memory::data_type::f32, memory::format_tag::nChw16c};
}

memory::desc numbers(size_t count) { return {{memory::dim(count)}, memory::data_type::f32, memory::format_tag::a}; }

float *numbersOf(const memory &what) { return static_cast<float *>(what.get_data_handle()); }

// What a convolution adds to each channel.
memory offsetsOf(const cv::dnn::Layer &convolution, const memory::desc &layout) {
  const memory offsets(layout, processor());
  const auto count = layout.dims()[0];
  std::fill_n(numbersOf(offsets), count, 0.f);
  if (convolution.blobs.size() > 1) std::copy_n(convolution.blobs[1].ptr<float>(), count, numbersOf(offsets));
  return offsets;
}

using Convolution = dnnl::convolution_forward;

// The quickest way that oneDNN knows. Left to choose its layouts it would choose others for neighbouring layers, and putting maps in
// order costs up to a quarter of a network's time: so first in blocks, and there first by Winograd's algorithm (Lavin and Gray 2015),
// which takes half the time of a 3 x 3 convolution without stride. oneDNN's needs AVX-512, computes two rows at once, so of low maps
// mostly borders, and weights in an order that depends on the map's size: small maps are not worth another copy of them.
template <typename Describe>
Convolution::primitive_desc quickest(const memory::desc &in, const memory::dims &out, const dnnl::primitive_attr &attributes,
                                     const Describe &describe) {
  using dnnl::algorithm;
  // One channel is read as it lies.
  const bool isPlain = in.dims()[1] == 1;
  const auto channels = std::max(in.dims()[1], out[1]);
  const auto from = isPlain ? in : inBlocks(in.dims(), channels), to = inBlocks(out, channels);
  for (auto how : {algorithm::convolution_winograd, algorithm::convolution_direct}) {
    if (how == algorithm::convolution_winograd && (out[2] < 4 || out[1] * out[2] * out[3] < 14'000)) continue;
    const Convolution::primitive_desc found(describe(how, from, to), attributes, processor(), true);
    // What has no kernel for these layouts is computed number by number.
    if (found.get(true) && std::string(found.impl_info_str()).rfind("ref", 0) != 0) return found;
  }
  return {describe(algorithm::convolution_direct, isPlain ? in : anyLayout(in.dims()), anyLayout(out)), attributes, processor()};
}

// Whether a layer that enlarges maps repeats each place: asked with a map whose places all differ.
bool repeats(cv::dnn::Layer &layer, int height, int width) {
  cv::Mat places({1, 1, height, width}, CV_32F);
  for (int i = 0; i < height * width; i++) places.ptr<float>()[i] = float(i);
  const cv::Mat larger = answer(layer, {places});
  const auto *to = larger.ptr<float>();
  const int rows = larger.size[2], columns = larger.size[3];
  for (int i = 0; i < rows * columns; i++)
    if (to[i] != float(i / columns * height / rows * width + i % columns * width / columns)) return false;
  return true;
}

} // namespace

NetPlan::NetPlan(cv::dnn::Net &net, NetMemory &memory, bool asWritten, int height, int width)
    : net(net), shared(memory), stream(processor()) {
  shared.startOver();
  const auto names = net.getLayerNames();
  std::map<int, std::vector<int>> inputs;
  for (const auto &name : names) {
    const int id = net.getLayerId(name);
    for (const auto &layer : net.getLayerInputs(id)) {
      inputs[id].push_back(net.getLayerId(layer->name));
      readers[inputs[id].back()].push_back(id);
    }
  }
  for (const auto &[id, who] : readers) unread[id] = int(who.size());
  const Shape shape{1, 1, height, width};
  give(0, shared.room(plainLayout(shape)), shape);
  start = plain(values[0]);
  for (const auto &name : names) {
    const int id = net.getLayerId(name);
    if (values.count(id)) continue;
    const Layer layer = net.getLayer(id);
    if (asWritten || !(convolve(id, *layer, inputs[id]) || add(id, *layer, inputs[id]) || enlarge(id, *layer, inputs[id])))
      runAsWritten(id, layer, inputs[id]);
    release(inputs[id]);
  }
  const auto outputs = net.getUnconnectedOutLayers();
  if (outputs.size() != 1) throw std::runtime_error("the network has not one output");
  output = plain(values.at(outputs[0]));
}

const cv::Mat &NetPlan::run() {
  for (const auto &step : steps) step();
  return output;
}

bool NetPlan::convolve(int id, cv::dnn::Layer &layer, const std::vector<int> &inputs) {
  const auto *convolution = dynamic_cast<cv::dnn::BaseConvolutionLayer *>(&layer);
  if (!convolution || layer.type != "Convolution" || !convolution->padMode.empty() || inputs.size() != 1) return false;
  const Value from = values.at(inputs[0]);
  const cv::Mat &weights = layer.blobs.at(0);
  if (from.shape.size() != 4 || weights.dims != 4 || weights.size[1] != from.shape[1]) return false;
  const memory::dims kernel{weights.size[0], weights.size[1], weights.size[2], weights.size[3]}, bias{kernel[0]};
  const auto before = asDims(convolution->pads_begin), after = asDims(convolution->pads_end);
  const auto strides = asDims(convolution->strides);
  auto gaps = asDims(convolution->dilations);
  memory::dims out{from.shape[0], kernel[0], 0, 0};
  for (int side = 0; side < 2; side++) {
    const auto reach = gaps[side] * (kernel[side + 2] - 1) + 1;
    out[side + 2] = (from.shape[side + 2] + before[side] + after[side] - reach) / strides[side] + 1;
    gaps[side] -= 1; // counted from nought in oneDNN
  }
  const bool relu = isFollowedByRelu(id);
  const bool isForWinograd = has(dnnl::cpu_isa::avx2) && !has(dnnl::cpu_isa::avx512_core) && out[0] == 1 && kernel[3] == 3 &&
                             strides[1] == 1 && gaps[0] == 0 && before[1] == gaps[1] + 1 && after[1] == gaps[1] + 1;
  const Winograd::Shape shape{int(kernel[1]), int(kernel[0]), from.shape[2], from.shape[3], int(kernel[2]), int(strides[0]),
                              int(before[0]), int(out[2]), int(gaps[1]) + 1};
  if (isForWinograd && Winograd::suits(shape)) {
    convolveByWinograd(id, layer, Winograd(shape), from, out, relu);
    return true;
  }
  const auto how = quickest(
      from.memory.get_desc(), out, withRelu(relu),
      [&](dnnl::algorithm algorithm, const memory::desc &source, const memory::desc &target) {
        return Convolution::desc(dnnl::prop_kind::forward_inference, algorithm, source, anyLayout(kernel),
                                 {bias, memory::data_type::f32, memory::format_tag::a}, target, strides, gaps, before, after);
      });
  const memory read(plainLayout(shapeOf(kernel)), processor(), weights.data);
  const memory ordered = shared.weights(id, read, how.weights_desc(), stream);
  const memory offsets = offsetsOf(layer, how.bias_desc());
  const memory source = reordered(from.memory, how.src_desc()), target = shared.room(how.dst_desc());
  const Convolution primitive(how);
  steps.push_back([=] {
    primitive.execute(stream, {{DNNL_ARG_SRC, source},
                               {DNNL_ARG_WEIGHTS, ordered},
                               {DNNL_ARG_BIAS, offsets},
                               {DNNL_ARG_DST, target}});
  });
  give(id, target, shapeOf(out), relu);
  return true;
}

void NetPlan::convolveByWinograd(int id, cv::dnn::Layer &layer, const Winograd &winograd, const Value &from, const memory::dims &out,
                                 bool relu) {
  // Of one layer, ways to transform have different numbers of weights, and none the four dimensions of oneDNN's.
  const memory prepared = shared.kept(id, numbers(winograd.weightCount()), [&](const memory &to) {
    winograd.prepare(layer.blobs[0].ptr<float>(), numbersOf(to));
  });
  const memory offsets = offsetsOf(layer, numbers(out[1]));
  const memory source = reordered(from.memory, inEights(from.memory.get_desc().dims()));
  const memory target = shared.room(inEights(out)), room = shared.room(numbers(winograd.roomCount()));
  passing.push_back(room);
  steps.push_back([=] {
    winograd.run(numbersOf(source), numbersOf(prepared), numbersOf(offsets), relu, numbersOf(room), numbersOf(target));
  });
  give(id, target, shapeOf(out), relu);
}

bool NetPlan::add(int id, cv::dnn::Layer &layer, const std::vector<int> &inputs) {
  if (layer.type != "Eltwise" || inputs.size() != 2 || values.at(inputs[0]).shape != values.at(inputs[1]).shape)
    return false;
  if (!adds(layer)) return false;
  const Value one = values.at(inputs[0]);
  const auto layout = one.memory.get_desc();
  const memory first = one.memory, second = reordered(values.at(inputs[1]).memory, layout), sum = shared.room(layout);
  const bool relu = isFollowedByRelu(id);
  const dnnl::binary::primitive_desc how({dnnl::algorithm::binary_add, layout, layout, layout}, withRelu(relu),
                                         processor());
  const dnnl::binary primitive(how);
  steps.push_back([=] {
    primitive.execute(stream, {{DNNL_ARG_SRC_0, first}, {DNNL_ARG_SRC_1, second}, {DNNL_ARG_DST, sum}});
  });
  give(id, sum, one.shape, relu);
  return true;
}

bool NetPlan::enlarge(int id, cv::dnn::Layer &layer, const std::vector<int> &inputs) {
  if (layer.type != "Resize" || inputs.size() != 1) return false;
  const Value from = values.at(inputs[0]);
  std::vector<Shape> shapes, kept;
  layer.getMemoryShapes({from.shape}, 1, shapes, kept);
  const Shape &out = shapes.at(0);
  if (out.size() != 4 || out[2] % from.shape[2] != 0 || out[3] % from.shape[3] != 0) return false;
  if (!repeats(layer, from.shape[2], from.shape[3])) return false;
  const dnnl::resampling_forward::primitive_desc how({dnnl::prop_kind::forward_inference, dnnl::algorithm::resampling_nearest,
                                                      from.memory.get_desc(), anyLayout(dimensions(out))},
                                                     processor());
  const memory source = from.memory, target = shared.room(how.dst_desc());
  const dnnl::resampling_forward primitive(how);
  steps.push_back([=] { primitive.execute(stream, {{DNNL_ARG_SRC, source}, {DNNL_ARG_DST, target}}); });
  give(id, target, out);
  return true;
}

void NetPlan::runAsWritten(int id, const Layer &layer, const std::vector<int> &inputs) {
  std::vector<Shape> in, out, kept;
  std::vector<cv::Mat> sources;
  for (int input : inputs) {
    in.push_back(values.at(input).shape);
    sources.push_back(plain(values.at(input)));
  }
  layer->getMemoryShapes(in, 1, out, kept);
  const memory target = shared.room(plainLayout(out.at(0)));
  std::vector<cv::Mat> targets{cv::Mat(out[0], CV_32F, target.get_data_handle())}, internals;
  for (const auto &shape : kept) internals.emplace_back(shape, CV_32F);
  // Settled before each run: the layer is the net's, and serves plans of other shapes between.
  steps.push_back([=]() mutable {
    layer->finalize(cv::InputArrayOfArrays(sources), cv::OutputArrayOfArrays(targets));
    layer->forward(sources, targets, internals);
  });
  give(id, target, out[0]);
}

// MARK: What layers hand on

void NetPlan::give(int id, const memory &what, const Shape &shape, bool withRelu) {
  values[id] = {what, shape};
  if (withRelu) values[readers[id][0]] = values[id];
}

bool NetPlan::isFollowedByRelu(int id) {
  if (readers[id].size() != 1) return false;
  const auto relu = net.getLayer(readers[id][0]).dynamicCast<cv::dnn::ReLULayer>();
  return relu && relu->negativeSlope == 0;
}

memory NetPlan::reordered(const memory &from, const memory::desc &layout) {
  if (from.get_desc() == layout) return from;
  const memory to = shared.room(layout);
  passing.push_back(to);
  const dnnl::reorder primitive(from, to);
  steps.push_back([=] { primitive.execute(stream, {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}}); });
  return to;
}

cv::Mat NetPlan::plain(const Value &value) {
  return cv::Mat(value.shape, CV_32F, reordered(value.memory, plainLayout(value.shape)).get_data_handle());
}

void NetPlan::release(const std::vector<int> &read) {
  for (int id : read)
    if (--unread[id] == 0) passing.push_back(values.at(id).memory);
  for (const auto &room : passing) shared.release(room);
  passing.clear();
}

} // namespace cvision
