/**
 * Bare git repositories on disk, and the commits that Bitbucket itself makes in them. Depends on git only; uses JGit.
 */
package io.jenkins.plugins.bitbucket.emulator.git;
