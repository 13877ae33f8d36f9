/**
 * Measures the plugin against what people use instead, all in one run and taking turns; {@code bin/benchmark} starts it.
 * It may use everything that knows nothing of Jenkins, the embedded Bitbucket among it; a Jenkins is a process of its own.
 */
package io.jenkins.plugins.bitbucket.benchmark;
