package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.ExtensionList;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

/**
 * A step as the snippet generator writes it. The test of each step has a method {@code sample()} that creates one; a
 * step without it fails the tests of the snippet generator.
 *
 * @param least the step without optional parameters
 * @param leastSnippet its snippet
 * @param whole the step with all its parameters, each with a value other than its default
 * @param wholeSnippet its snippet
 */
public record StepSample(BitbucketStep least, String leastSnippet, BitbucketStep whole, String wholeSnippet) {

    static final String CREDENTIAL = "bitbucket-prod";
    static final String REPOSITORY = "acme/infra";

    public StepSample {
        whole.setCredentialsId(CREDENTIAL);
        whole.setRepository(REPOSITORY);
        whole.setRetrySeconds(0);
    }

    /** All steps with all their parameters, as the snippet generator writes them. */
    public static List<String> allSnippets() throws ReflectiveOperationException {
        List<String> snippets = new ArrayList<>();
        for (BitbucketStep.Descriptor descriptor : descriptors()) {
            snippets.add(of(descriptor).wholeSnippet());
        }
        return snippets;
    }

    /** All steps. */
    static List<BitbucketStep.Descriptor> descriptors() {
        List<BitbucketStep.Descriptor> all = ExtensionList.lookup(BitbucketStep.Descriptor.class);
        assertThat(all).isNotEmpty();
        return List.copyOf(all);
    }

    static StepSample of(BitbucketStep.Descriptor descriptor) throws ReflectiveOperationException {
        Method sample = Class.forName(descriptor.clazz.getName() + "Test").getDeclaredMethod("sample");
        sample.setAccessible(true);
        return (StepSample) sample.invoke(null);
    }
}
