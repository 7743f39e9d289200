package io.insitu.connectors.onnx;

import io.insitu.connectors.onnx.OnnxGraph.Elsewhere;
import io.insitu.schemas.model.ModelFormatException;
import io.insitu.schemas.model.SafetensorsFile;
import io.insitu.schemas.model.TensorInfo;
import java.io.IOException;
import java.nio.file.Path;

/** Says where a graph finds the bytes of a stored tensor, in the folder the graph will be loaded from. */
@FunctionalInterface
public interface WeightPlace {
    Elsewhere of(SafetensorsFile file, TensorInfo tensor) throws IOException;

    /** Where they are: a safetensors file in this folder, which is not copied. */
    static WeightPlace in(Path folder) {
        return (file, tensor) -> {
            Path real = file.file().toRealPath(); // the runtime follows no link out of its folder
            if (!folder.toRealPath().equals(real.getParent())) {
                throw new ModelFormatException(file.file() + ": lies in " + real.getParent() + ", not in " + folder
                        + "; put all files of the model into one folder");
            }
            return new Elsewhere(String.valueOf(real.getFileName()), tensor.begin(), tensor.bytes());
        };
    }
}
