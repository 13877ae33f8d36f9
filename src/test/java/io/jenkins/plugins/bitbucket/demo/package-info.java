/**
 * The demo behind {@code bin/demo}: the use cases with the embedded or the real Bitbucket. Uses what users of the
 * Jenkins-free half use, and {@link io.jenkins.plugins.bitbucket.emulator} as a substitute.
 */
package io.jenkins.plugins.bitbucket.demo;
