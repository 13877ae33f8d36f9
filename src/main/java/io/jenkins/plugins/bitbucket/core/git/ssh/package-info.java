/**
 * Connects to Bitbucket's SSH server with Apache MINA, verifies its host key, and runs a command there. Uses the names
 * of {@link io.jenkins.plugins.bitbucket.core.api}; calls block on a few threads of their own.
 */
package io.jenkins.plugins.bitbucket.core.git.ssh;
