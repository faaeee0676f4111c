trigger ClaimTrigger on Claim__c (before insert) {
    for (Claim__c claim : Trigger.new) {
        if (claim.Status__c == null) {
            claim.Status__c = 'Open';
        }
    }
}
