// How a network runs for one shape of input: its convolutions in oneDNN or by `Winograd`, the rest by OpenCV's own layers.
#pragma once
#include "NetMemory.h"
#include "Winograd.h"
#include <functional>
#include <opencv2/dnn.hpp>
#include <vector>

namespace cvision {

// OpenCV 4.6 reads ONNX well, and takes three times as long for a convolution as oneDNN. A plan takes the layers that OpenCV
// read and does those that cost in oneDNN, or by `Winograd` where that is quicker. Any other layer runs as OpenCV wrote it, so
// every network that OpenCV reads can be planned.
class NetPlan {
public:
  // Takes `net`'s layers as they were read: it must never run by itself, since OpenCV joins layers when it does. `memory`
  // outlives the plan; `net` may go, as the plan has its own weights and layers. `asWritten`: all layers by OpenCV.
  NetPlan(cv::dnn::Net &net, NetMemory &memory, bool asWritten, int height, int width);

  // 1 x 1 x height x width, to be filled before `run`.
  cv::Mat &input() { return start; }
  // Valid until the next run of any plan of the net.
  const cv::Mat &run();

private:
  using Shape = cv::dnn::MatShape;
  using Layer = cv::Ptr<cv::dnn::Layer>;

  // What a layer gives, in a layout of oneDNN's choice.
  struct Value {
    dnnl::memory memory;
    Shape shape;
  };

  bool convolve(int id, cv::dnn::Layer &layer, const std::vector<int> &inputs);
  void convolveByWinograd(int id, cv::dnn::Layer &layer, const Winograd &winograd, const Value &from, const dnnl::memory::dims &out,
                          bool relu);
  bool add(int id, cv::dnn::Layer &layer, const std::vector<int> &inputs);
  bool enlarge(int id, cv::dnn::Layer &layer, const std::vector<int> &inputs);
  void runAsWritten(int id, const Layer &layer, const std::vector<int> &inputs);

  void give(int id, const dnnl::memory &what, const Shape &shape, bool withRelu = false);
  bool isFollowedByRelu(int id);
  dnnl::memory reordered(const dnnl::memory &from, const dnnl::memory::desc &layout);
  cv::Mat plain(const Value &value);
  void release(const std::vector<int> &read);

  cv::dnn::Net &net;
  NetMemory &shared;
  dnnl::stream stream;
  std::vector<std::function<void()>> steps;
  // By the layer that gives them; 0 is the input.
  std::map<int, Value> values;
  std::map<int, std::vector<int>> readers;
  std::map<int, int> unread;
  // What only the layer in hand reads.
  std::vector<dnnl::memory> passing;
  cv::Mat start, output;
};

} // namespace cvision
