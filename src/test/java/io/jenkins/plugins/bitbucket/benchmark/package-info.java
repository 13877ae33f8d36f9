/**
 * Compares the plugin with its alternatives, all in one run and taking turns; {@code bin/benchmark} starts it. It can
 * use everything that does not depend on Jenkins, including the embedded Bitbucket; a Jenkins runs in a separate
 * process.
 */
package io.jenkins.plugins.bitbucket.benchmark;
