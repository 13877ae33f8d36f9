package io.jenkins.plugins.bitbucket.configuration;

import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.git.BitbucketSsh;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshHost;
import java.net.URI;
import java.time.Duration;

/**
 * The connections to Bitbucket Cloud. Each is kept, with the limits and queues of running operations, until its
 * settings change.
 */
final class Connections {

    /** The settings of the SSH client. */
    record Ssh(
            String host, String fingerprints, boolean throughProxy, Duration connectTimeout, Duration requestTimeout) {

        /** @throws IllegalArgumentException if the host or a fingerprint has a wrong form */
        BitbucketSsh open() {
            BitbucketSsh direct = BitbucketSsh.at(
                    SshHost.parse(host),
                    new JenkinsHostKeys(JenkinsHostKeys.parse(fingerprints)),
                    connectTimeout,
                    requestTimeout);
            return throughProxy ? direct.through(name -> JenkinsProxy.on(name).map(JenkinsProxy::forSsh)) : direct;
        }
    }

    private URI apiUrl;
    private BitbucketCloud rest;
    private Ssh sshSettings;
    private BitbucketSsh ssh;

    /** @param configuration supplies the timeouts, which are read for each request */
    synchronized BitbucketCloud rest(URI url, BitbucketCloudConfiguration configuration) {
        if (!url.equals(apiUrl)) {
            rest = BitbucketCloud.at(
                    url, JenkinsHttpClient.userAgent(), new JenkinsHttpClient(configuration, url.getHost()));
            apiUrl = url;
        }
        return rest;
    }

    synchronized BitbucketSsh ssh(Ssh settings) {
        if (!settings.equals(sshSettings)) {
            ssh = settings.open();
            sshSettings = settings;
        }
        return ssh;
    }
}
