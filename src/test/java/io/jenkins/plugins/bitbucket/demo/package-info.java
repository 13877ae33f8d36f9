/**
 * The demonstration behind {@code bin/demo}: the use cases at work, against the embedded Bitbucket or the real one.
 * Uses what users of the Jenkins-free half use, and {@link io.jenkins.plugins.bitbucket.emulator} for a stand-in.
 */
package io.jenkins.plugins.bitbucket.demo;
