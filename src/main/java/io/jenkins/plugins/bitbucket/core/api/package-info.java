/**
 * Bitbucket Cloud's REST API 2.0 as Java: the client, the records that come back, and the errors.
 * Knows nothing of Jenkins and of no other package here; uses the JDK's HTTP client, and Jackson for JSON.
 * Nothing waits: every call is a future that can be cancelled and is bounded in time and size.
 */
package io.jenkins.plugins.bitbucket.core.api;
