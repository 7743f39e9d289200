package io.insitu.processors.distil;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * The first attempt of a group that did what a principle advises: one for each group, since attempts at one task fail together.
 *
 * @param attempt its number
 * @param group hash of its group's id
 * @param terms of the task, without the principle's conditions
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY) // there are hundreds in a store's value
@JsonPropertyOrder({"attempt", "group", "terms", "won"})
public record Follower(int attempt, int group, List<String> terms, boolean won) {}
