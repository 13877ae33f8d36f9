/**
 * Branches by git over SSH, without a clone: reads a repository's refs and makes one, and nothing else goes over the
 * wire. Uses the value types and errors of {@link io.jenkins.plugins.bitbucket.api}, JGit for the lines of git's
 * protocol and Apache MINA for SSH; knows nothing of Jenkins. Calls block on a few threads behind futures that can be
 * cancelled and are bounded in time.
 */
package io.jenkins.plugins.bitbucket.core.git;
