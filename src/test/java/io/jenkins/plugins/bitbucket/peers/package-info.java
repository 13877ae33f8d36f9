/** Third-party clients that run against the embedded Bitbucket; {@code bin/peers} starts them. */
package io.jenkins.plugins.bitbucket.peers;
