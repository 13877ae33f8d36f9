/**
 * When a request is sent, and when it is sent again, for REST and for git over SSH: retries, rate limits, sequences.
 * Uses {@link io.jenkins.plugins.bitbucket.core.error} only. Nothing here blocks a thread.
 */
package io.jenkins.plugins.bitbucket.core.retry;
