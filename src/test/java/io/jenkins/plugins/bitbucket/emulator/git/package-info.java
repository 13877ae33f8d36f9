/**
 * Bare git repositories on disk, and the commits that Bitbucket makes in them by itself.
 * Knows git alone; uses JGit.
 */
package io.jenkins.plugins.bitbucket.emulator.git;
