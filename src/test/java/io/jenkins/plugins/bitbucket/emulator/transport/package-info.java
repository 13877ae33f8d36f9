/**
 * Git over HTTPS and SSH for git clients. Uses {@code emulator.state} for permissions, and JGit and Apache MINA for the
 * protocols.
 */
package io.jenkins.plugins.bitbucket.emulator.transport;
