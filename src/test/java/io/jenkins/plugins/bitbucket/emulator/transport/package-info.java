/**
 * Git over HTTPS and over SSH, as clients of git reach it.
 * Uses {@code emulator.state} for who may do what, and JGit and Apache MINA for the protocols.
 */
package io.jenkins.plugins.bitbucket.emulator.transport;
