/**
 * The objects on the embedded Bitbucket, and its rules: accounts, tokens, keys, workspaces, repositories, pull
 * requests. Uses {@code emulator.git} for the repositories, and {@code emulator.http} for its errors.
 */
package io.jenkins.plugins.bitbucket.emulator.state;
