package io.insitu.connectors.context;

import java.util.List;

/**
 * An agent asks what it should know.
 *
 * @param lineage whose library
 * @param trajectoryId the attempt; seeds the draw that withholds entries
 * @param taskId what is attempted
 * @param terms words that describe the task
 */
public record ContextRequest(String lineage, String trajectoryId, String taskId, List<String> terms) {
    public ContextRequest {
        terms = List.copyOf(terms);
    }
}
