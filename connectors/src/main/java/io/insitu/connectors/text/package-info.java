/**
 * Between words and token ids, as the files of a model's folder say: {@code tokenizer.json} through the Hugging Face
 * tokenizers library, or a plain {@code vocab.json} of whole words. Nothing is fetched: the library's natives come out of
 * its jar. Leaves what the tokens are for to others.
 */
@NullMarked
package io.insitu.connectors.text;

import org.jspecify.annotations.NullMarked;
