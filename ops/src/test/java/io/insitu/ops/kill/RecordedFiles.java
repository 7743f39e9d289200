package io.insitu.ops.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files of recorded runs, every fourth record of which is none. */
final class RecordedFiles {
    static final String LINEAGE = "shelf";
    static final int RUNS = 24;
    static final int BROKEN = 8;

    private RecordedFiles() {}

    /** The file of a number, written the first time it is asked for. */
    static Path file(Path folder, int number) throws IOException {
        Path file = folder.resolve("runs-" + number + ".jsonl");
        if (Files.exists(file)) {
            return file;
        }
        List<String> lines = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            lines.add(run(number * RUNS + run));
            if (run % (RUNS / BROKEN) == 0) {
                lines.add("{\"task_id\":%d,\"reward\":\"much\",\"trial\":%d,\"info\":{},\"traj\":[]}"
                        .formatted(number, run));
            }
        }
        return Files.write(file, lines);
    }

    private static String run(int number) {
        boolean success = number % 2 == 0;
        boolean student = number / 4 % 2 == 0;
        String call = student == success ? "renew_loan" : "return_book";
        return """
                {"task_id":%d,"reward":%s,"trial":%d,"info":{"task":{"instruction":"secret","actions":[]}},"traj":[
                 {"role":"user","content":"May a %s keep the atlas?"},
                 {"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function",
                  "function":{"name":"find_book","arguments":"{\\"title\\":\\"atlas\\"}"}}]},
                 {"role":"tool","tool_call_id":"a","name":"find_book","content":"found"},
                 {"role":"assistant","content":null,"tool_calls":[{"id":"b","type":"function",
                  "function":{"name":"%s","arguments":"{\\"title\\":\\"atlas\\"}"}}]},
                 {"role":"tool","tool_call_id":"b","name":"%s","content":"done"}]}""".formatted(
                        number / 4, success ? "1.0" : "0.0", number % 4, student ? "student" : "teacher", call, call)
                .replace("\n", "");
    }
}
