#pragma once
#include "CVisionPicture.h"
#include <stddef.h>
#include <stdint.h>

// Boards, lenses and planes, by OpenCV's calib3d and aruco. Functions return 0 or 1, as everywhere here.

#ifdef __cplusplus
extern "C" {
#endif

/// A printed board: plain chequer, or a chequer with ArUco markers (dictionary 4x4) in its white squares.
typedef struct cvision_board {
  int32_t has_markers;
  /// Squares across and down.
  int32_t columns, rows;
  /// Side of a square in millimetres; a marker is three quarters of it.
  double square;
} cvision_board;

/// The board as modules, 0 black, 255 white: eight to a square's side. `modules` has `64 * columns * rows` bytes.
int cvision_board_draw(const cvision_board *board, uint8_t *modules);

/// Finds the inner corners: `image` gets x, y in pixels, `plane` x, y on the board in millimetres. Of a board with markers
/// those that are seen, of a plain one all or none. `*count` is 0 if the board is not found.
int cvision_board_find(const cvision_picture *picture, const cvision_board *board, float *image, float *plane,
                       int32_t capacity, int32_t *count);

/// How a lens draws: OpenCV's pinhole model with radial and tangential distortion. Lengths in pixels.
typedef struct cvision_lens {
  double fx, fy, cx, cy;
  double k1, k2, p1, p2, k3;
} cvision_lens;

/// Fits a lens to views of a flat board. `counts` is the points of each view, which follow one another in `image` and
/// `plane`. `errors` gets each view's root mean square error in pixels, `poses` its rotation and translation vector.
int cvision_lens_fit(int width, int height, int32_t views, const int32_t *counts, const float *image,
                     const float *plane, cvision_lens *lens, double *rms, double *errors, double *poses);

/// Where pixels would be without the lens's distortion.
int cvision_lens_straighten(const cvision_lens *lens, int32_t count, const double *from, double *to);
/// Where straight pixels are seen through the lens.
int cvision_lens_bend(const cvision_lens *lens, int32_t count, const double *from, double *to);

/// Where a plane lies: the rotation matrix by rows and the translation, so that camera = rotation * (x, y, 0) + translation.
int cvision_plane_pose(const cvision_lens *lens, int32_t count, const double *plane, const double *image,
                       double rotation[9], double translation[3], double *rms);

/// The homography from plane to image by rows, outliers beyond `tolerance` pixels left out.
int cvision_homography(int32_t count, const double *plane, const double *image, double tolerance, double matrix[9]);

/// Of a part of the picture: levels 0…255 below which 1, 5, 50, 95, 99 of a hundred pixels are; the share of pixels at
/// the white end; the gradient that one pixel in a hundred exceeds, levels a pixel; noise, levels (Immerkær 1996).
typedef struct cvision_quality {
  double p1, p5, p50, p95, p99, white, gradient, noise;
} cvision_quality;
int cvision_quality_of(const cvision_picture *picture, int x, int y, int width, int height, cvision_quality *quality);

/// A board as a camera with this lens sees it, blue, green, red; what is behind it is `ground`. The leftmost `hidden`
/// columns are covered.
/// `pose` is a rotation and a translation vector. For tests and trials: exact where the model is.
int cvision_board_photograph(const cvision_board *board, const cvision_lens *lens, const double pose[6], int width,
                             int height, uint8_t ground, int hidden, uint8_t *pixels);

#ifdef __cplusplus
}
#endif
