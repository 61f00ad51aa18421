/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * As much JSON as results.jsonl needs: an object a line, of texts, numbers and lists of
 * texts; the totals hold an object, too.
 */
#ifndef FAULTSIG_RUNNER_JSON_H
#define FAULTSIG_RUNNER_JSON_H

#include "text.h"

void json_clean(char *line);
bool json_valid(const char *line);
bool json_has(const char *line, const char *key);
bool json_has_text(const char *line, const char *key);
char *json_get(const char *line, const char *key);
double json_number(const char *line, const char *key);
struct list json_list(const char *line, const char *key);
char *json_put(const char *line, const char *key, const char *text);
void json_quote(struct buffer *buffer, const char *text);

#endif /* FAULTSIG_RUNNER_JSON_H */
