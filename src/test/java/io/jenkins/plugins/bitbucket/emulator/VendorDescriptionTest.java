package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The emulator conforms to the vendor's description in every operation. */
class VendorDescriptionTest {

    @Test
    void whatDeviatesIsNoticed() {
        VendorDescription description = description();
        try (EmulatedAcme acme = new EmulatedAcme()) {
            acme.bitbucket.misbehaveOnce(
                    Fault.answer(200, "application/json", "{\"type\": \"user\", \"display_name\": 7}"),
                    Fault.status(418));
            acme.api.get("/user");
            acme.api.get("/user");
            acme.api.get("/nothing/of/this/kind");
            assertThat(acme.bitbucket.requests())
                    .allSatisfy(exchange ->
                            assertThat(description.violations(exchange)).hasSize(1));
        }
    }

    @Test
    void everyOperationKeepsToTheDescription() {
        VendorDescription description = description();
        try (EmulatedAcme acme = new EmulatedAcme()) {
            new EveryOperation(acme).call();
            assertThat(acme.bitbucket.operationsNotCalled()).isEmpty();
            List<String> violations = acme.bitbucket.requests().stream()
                    .flatMap(exchange -> description.violations(exchange).stream())
                    .toList();
            assertThat(violations).isEmpty();
        }
    }

    private static VendorDescription description() {
        Optional<VendorDescription> description = VendorDescription.find();
        assumeTrue(description.isPresent(), "Atlassian's OpenAPI files aren't on this machine");
        return description.get();
    }
}
