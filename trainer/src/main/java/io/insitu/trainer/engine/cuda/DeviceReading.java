package io.insitu.trainer.engine.cuda;

/**
 * A device at one moment, as its driver sees it: all processes together.
 *
 * @param busyPercent share of the last second in which something ran; -1: not told
 * @param celsius -1: not told
 */
public record DeviceReading(long usedBytes, long totalBytes, int busyPercent, int celsius) {}
