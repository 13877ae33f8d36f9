/**
 * Branches over SSH, without a clone: reads a repository's refs and pushes a branch. Uses {@link
 * io.jenkins.plugins.bitbucket.core.git.ssh}, the names of {@link io.jenkins.plugins.bitbucket.core.api}, and JGit for
 * the lines of git's protocol.
 */
package io.jenkins.plugins.bitbucket.core.git;
