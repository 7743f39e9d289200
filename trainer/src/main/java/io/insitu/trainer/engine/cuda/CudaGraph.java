package io.insitu.trainer.engine.cuda;

import static org.bytedeco.cuda.global.cudart.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL;
import static org.bytedeco.cuda.global.cudart.cuGraphDestroy;
import static org.bytedeco.cuda.global.cudart.cuGraphExecDestroy;
import static org.bytedeco.cuda.global.cudart.cuGraphInstantiate;
import static org.bytedeco.cuda.global.cudart.cuGraphLaunch;
import static org.bytedeco.cuda.global.cudart.cuStreamBeginCapture;
import static org.bytedeco.cuda.global.cudart.cuStreamEndCapture;

import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.cudart.CUstream_st;

/** Hundreds of launches as one: what small batches need, where asking takes longer than doing. */
final class CudaGraph implements Recording {
    private final Runnable enter;
    private final CUstream_st stream;
    private final CUgraphExec_st executable;

    private CudaGraph(Runnable enter, CUstream_st stream, CUgraphExec_st executable) {
        this.enter = enter;
        this.stream = stream;
        this.executable = executable;
    }

    /**
     * Remembers what the work asks of the stream; nothing of it happens yet.
     *
     * @param enter makes the thread that replays known to the device
     */
    static CudaGraph of(Runnable enter, CUstream_st stream, Runnable work) {
        CudaCalls.driver(cuStreamBeginCapture(stream, CU_STREAM_CAPTURE_MODE_THREAD_LOCAL), "cuStreamBeginCapture");
        CUgraph_st graph = new CUgraph_st();
        try {
            work.run();
        } catch (RuntimeException e) {
            cuStreamEndCapture(stream, graph);
            cuGraphDestroy(graph);
            throw e;
        }
        CudaCalls.driver(cuStreamEndCapture(stream, graph), "cuStreamEndCapture");
        CUgraphExec_st executable = new CUgraphExec_st();
        int code = cuGraphInstantiate(executable, graph, 0);
        cuGraphDestroy(graph);
        CudaCalls.driver(code, "cuGraphInstantiate");
        return new CudaGraph(enter, stream, executable);
    }

    @Override
    public void replay() {
        enter.run();
        CudaCalls.driver(cuGraphLaunch(executable, stream), "cuGraphLaunch");
    }

    @Override
    public void close() {
        enter.run();
        cuGraphExecDestroy(executable);
    }
}
