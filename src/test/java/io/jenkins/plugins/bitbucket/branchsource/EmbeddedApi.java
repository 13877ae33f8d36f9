package io.jenkins.plugins.bitbucket.branchsource;

import com.cloudbees.jenkins.plugins.bitbucket.api.BitbucketApi;
import com.cloudbees.jenkins.plugins.bitbucket.api.BitbucketApiFactory;
import com.cloudbees.jenkins.plugins.bitbucket.api.BitbucketAuthenticator;
import com.cloudbees.jenkins.plugins.bitbucket.client.BitbucketCloudApiClient;
import hudson.ExtensionList;
import io.jenkins.plugins.bitbucket.emulator.EmbeddedBitbucket;
import java.util.List;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.HttpHost;

/**
 * Branch Source's own client for Bitbucket Cloud, which has a fixed address: its requests are unchanged, but sent to
 * the embedded Bitbucket.
 */
final class EmbeddedApi extends BitbucketApiFactory {

    static final String CLOUD = "https://bitbucket.org";

    private final HttpHost bitbucket;

    private EmbeddedApi(EmbeddedBitbucket bitbucket) {
        this.bitbucket = HttpHost.create(bitbucket.apiUrl());
    }

    /** Replaces all clients in the Jenkins under test. */
    static void install(EmbeddedBitbucket bitbucket) {
        ExtensionList<BitbucketApiFactory> factories = ExtensionList.lookup(BitbucketApiFactory.class);
        factories.removeAll(List.copyOf(factories));
        factories.add(new EmbeddedApi(bitbucket));
    }

    @Override
    protected boolean isMatch(String serverUrl) {
        return CLOUD.equals(serverUrl);
    }

    @Override
    protected BitbucketApi create(
            String serverUrl,
            BitbucketAuthenticator authenticator,
            String owner,
            String projectKey,
            String repository) {
        CloseableHttpClient client = HttpClients.custom()
                .setRoutePlanner((host, context) -> new HttpRoute(bitbucket))
                .build();
        return new BitbucketCloudApiClient(false, 0, 0, owner, projectKey, repository, authenticator) {
            @Override
            protected CloseableHttpClient getClient() {
                return client;
            }
        };
    }
}
