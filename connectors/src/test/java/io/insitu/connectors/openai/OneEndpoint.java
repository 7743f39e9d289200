package io.insitu.connectors.openai;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One endpoint for all tests of a class: none of them leaves anything behind that another could see. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OneEndpoint {
    Path folder;
    Endpoint endpoint;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        this.folder = folder;
        endpoint = Endpoint.ofDefaults(folder);
    }

    @AfterAll
    void close() throws Exception {
        endpoint.close();
    }
}
