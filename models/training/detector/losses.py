"""What the network is asked for.

Centres: the focal loss of CenterNet (Zhou et al., Objects as Points, 2019).
Corners: distance in plate heights where four corners are known. Where only an upright box is known, the predicted corners,
taken back into the picture the box was drawn in, must touch its four sides; which corner touches where stays free.
"""
import torch

from samples import BOX, CENTRE, DOUBT, HEAT, INVERSE, OFFSETS, RATIO, SCALE, WEIGHT


def centre_loss(logits, target):
    truth, doubt = target[:, HEAT], target[:, DOUBT]
    logits = logits[:, 0]
    p = torch.sigmoid(logits).clamp(1e-5, 1 - 1e-5)
    positive = (truth > 0.999).float()
    # In pictures where not every plate is labelled, a very confident answer far from a label is not punished.
    known = torch.where(doubt > 1.5, 0.0, torch.where((doubt > 0.5) & (p.detach() > 0.6), 0.0, 1.0))
    found = -positive * (1 - p) ** 2 * torch.log(p)
    empty = -(1 - positive) * known * (1 - truth) ** 4 * p**2 * torch.log(1 - p)
    return (found.sum() + empty.sum()) / positive.sum().clamp(min=1)


def corner_loss(corners, target):
    weight = target[:, WEIGHT]
    mask = weight > 0
    if not mask.any():
        return corners.sum() * 0
    t = target.permute(0, 2, 3, 1)[mask]
    p = corners.permute(0, 2, 3, 1)[mask]
    w = weight[mask]
    boxed = t[:, BOX]
    straight = torch.nn.functional.smooth_l1_loss(p * t[:, SCALE, None], t[:, OFFSETS] * t[:, SCALE, None], beta=0.05, reduction="none").mean(1)
    points = p.reshape(-1, 4, 2) - t[:, None, CENTRE]
    points = points @ t[:, INVERSE].reshape(-1, 2, 2).transpose(1, 2)
    x, y = points[..., 0], points[..., 1]
    sides = torch.stack([x[:, [1, 2]].amax(1) - 1, x[:, [0, 3]].amin(1) + 1], 1) * t[:, RATIO, None] / 2, torch.stack(
        [y[:, [2, 3]].amax(1) - 1, y[:, [0, 1]].amin(1) + 1], 1) / 2
    extent = torch.nn.functional.smooth_l1_loss(torch.cat(sides, 1), torch.zeros_like(torch.cat(sides, 1)), beta=0.05, reduction="none").mean(1)
    each = torch.where(boxed > 0.5, extent + 0.1 * straight, straight)
    return (each * w).sum() / w.sum()


def detector_loss(logits, corners, target):
    centre, corner = centre_loss(logits, target), corner_loss(corners, target)
    return centre + 5.0 * corner, centre.detach(), corner.detach()
