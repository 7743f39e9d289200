/** Conversations as they are kept for fine-tuning: OpenAI's messages, and ShareGPT's. */
@NullMarked
package io.insitu.connectors.chat;

import org.jspecify.annotations.NullMarked;
