package io.insitu.processors.distil;

import java.util.List;

/**
 * The first attempt of a group that did what a principle advises: one for each group, since attempts at one task fail together.
 *
 * @param attempt its number
 * @param group hash of its group's id
 * @param terms of the task, without the principle's conditions
 */
public record Follower(int attempt, int group, List<String> terms, boolean won) {}
