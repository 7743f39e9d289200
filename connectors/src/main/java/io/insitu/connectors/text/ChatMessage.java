package io.insitu.connectors.text;

/** One message of a chat: who, and what. */
public record ChatMessage(String role, String content) {}
