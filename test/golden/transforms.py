"""Writes transforms.json: pictures before and after transforms, and how transforms print. Needs torchvision."""
import json, os, warnings
import torch
from torchvision import transforms as T
from torchvision.transforms import InterpolationMode, functional as F
warnings.filterwarnings("ignore")
near, bi = InterpolationMode.NEAREST, InterpolationMode.BILINEAR

def picture(c, h, w, kind):
    v = torch.tensor([(i * 7919 + 13) % 256 for i in range(c * h * w)]).reshape(c, h, w)
    return v.to(torch.uint8) if kind == "uint8" else v.float() / 255

out = []
def case(name, f, c=1, h=8, w=7, kind="float32", seed=5):
    torch.manual_seed(seed)
    y = f(picture(c, h, w, kind))
    out.append({"name": name, "picture": [c, h, w, kind], "seed": seed, "shape": list(y.shape), "dtype": str(y.dtype)[6:], "values": [round(v, 7) for v in y.flatten().tolist()], "after": torch.rand(1).item()})

for kind in ["uint8", "float32"]:
    case(f"pad edge {kind}", lambda x: F.pad(x, [1, 2, 3, 0], padding_mode="edge"), kind=kind)
    case(f"rotate 30 {kind}", lambda x: F.rotate(x, 30), kind=kind)
    case(f"rotate 30 bilinear {kind}", lambda x: F.rotate(x, 30, bi), kind=kind)
    case(f"resize 5 {kind}", lambda x: F.resize(x, 5, antialias=True), kind=kind)
    case(f"resize 11x13 {kind}", lambda x: F.resize(x, [11, 13], antialias=True), kind=kind)
    case(f"affine bilinear {kind}", lambda x: F.affine(x, 10, [1, -2], 1.2, [5, -3], bi), kind=kind)
    for name in ["brightness", "contrast", "saturation"]:
        case(f"{name} {kind}", lambda x: getattr(F, f"adjust_{name}")(x, 1.4), c=3, kind=kind)
    case(f"hue {kind}", lambda x: F.adjust_hue(x, 0.2), c=3, kind=kind)
    case(f"gray {kind}", lambda x: F.rgb_to_grayscale(x), c=3, kind=kind)
case("pad", lambda x: F.pad(x, 2, fill=0.5))
case("pad reflect", lambda x: F.pad(x, [3, 2], padding_mode="reflect"))
case("pad symmetric", lambda x: F.pad(x, [3, 2, 1, 4], padding_mode="symmetric"))
case("pad less", lambda x: F.pad(x, [-1, 0, -2, 1]))
case("crop", lambda x: F.crop(x, 2, 1, 4, 5))
case("crop over the edge", lambda x: F.crop(x, -2, 4, 6, 6))
case("center crop", lambda x: F.center_crop(x, [5, 4]))
case("center crop 3", lambda x: F.center_crop(x, 3))
case("center crop larger", lambda x: F.center_crop(x, [12, 4]))
case("hflip", F.hflip)
case("vflip", F.vflip)
case("normalize", lambda x: F.normalize(x, [0.1, 0.2, 0.3], [0.4, 0.5, 0.6]), c=3)
case("to tensor", lambda x: T.ToTensor()(x.permute(1, 2, 0).numpy()), c=3, kind="uint8")
case("resize not antialiased", lambda x: F.resize(x, [4, 5], antialias=False))
case("resize nearest", lambda x: F.resize(x, [5, 9], near))
case("resize with a largest size", lambda x: F.resize(x, 6, max_size=8, antialias=True), h=12)
case("rotate expand", lambda x: F.rotate(x, 25, expand=True))
case("rotate expand bilinear, fill", lambda x: F.rotate(x, 60, bi, expand=True, fill=[0.5]))
case("rotate 90", lambda x: F.rotate(x, 90), h=8, w=8)
case("rotate center", lambda x: F.rotate(x, -40, center=[2, 3], fill=[0.25]))
case("affine", lambda x: F.affine(x, -20, [2, 1], 0.8, [10, 0]))
case("affine center, fill", lambda x: F.affine(x, 15, [0, 1], 1.1, [0, 0], fill=[0.5], center=[1, 2]))
case("erase", lambda x: F.erase(x, 2, 1, 3, 4, torch.tensor(0.5)))

for seed in range(3):
    case("RandomHorizontalFlip", T.RandomHorizontalFlip(), seed=seed)
    case("RandomVerticalFlip 0.3", T.RandomVerticalFlip(0.3), seed=seed)
    case("RandomCrop", T.RandomCrop(5), seed=seed)
    case("RandomCrop padded", T.RandomCrop([7, 6], padding=2, padding_mode="reflect"), seed=seed)
    case("RandomCrop if needed", T.RandomCrop(10, pad_if_needed=True, fill=1), seed=seed)
    case("RandomRotation", T.RandomRotation(40), seed=seed)
    case("RandomRotation range", T.RandomRotation((10, 80), bi), seed=seed)
    case("RandomAffine", T.RandomAffine(20, translate=(0.2, 0.3), scale=(0.7, 1.3), shear=10), seed=seed)
    case("RandomAffine shear", T.RandomAffine(0, shear=(-10, 10, -5, 5), interpolation=bi), seed=seed)
    case("RandomErasing", T.RandomErasing(0.7), seed=seed)
    case("RandomErasing noise", T.RandomErasing(1, value="random"), c=3, seed=seed)
    case("RandomErasing channels", T.RandomErasing(1, scale=(0.1, 0.2), ratio=(0.5, 2), value=(0.1, 0.2, 0.3)), c=3, seed=seed)
    case("ColorJitter", T.ColorJitter(0.4, 0.3, 0.5, 0.2), c=3, seed=seed)
    case("RandomApply", T.RandomApply([T.RandomRotation(30), T.RandomHorizontalFlip()], 0.6), seed=seed)

texts = {k: str(v) for k, v in {
    "Compose": T.Compose([T.ToTensor(), T.Normalize((0.1307,), (0.3081,))]), "RandomCrop": T.RandomCrop(28, padding=2), "CenterCrop": T.CenterCrop(5), "RandomHorizontalFlip": T.RandomHorizontalFlip(),
    "RandomErasing": T.RandomErasing(), "RandomAffine": T.RandomAffine(10, translate=(0.1, 0.1), scale=(0.9, 1.1)), "RandomRotation": T.RandomRotation(30), "Pad": T.Pad(2),
}.items()}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "transforms.json"), "w") as f:
    json.dump({"torch": torch.__version__, "cases": out, "texts": texts}, f, separators=(",", ":"))
