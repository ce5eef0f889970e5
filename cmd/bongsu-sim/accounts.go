package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"sync"
)

// newAccounts makes two people who may sign in at the console, since some
// alerts want two. The product makes the hashes.
func newAccounts(ctx context.Context) ([]account, error) {
	all := []account{{Name: "bongsu", Language: "ko"}, {Name: "beacon", Language: "en"}}
	errs := make([]error, len(all))
	var both sync.WaitGroup
	for i := range all {
		a := &all[i]
		a.Password = strings.ToLower(rand.Text()[:12])
		both.Go(func() { a.Hash, errs[i] = hashed(ctx, a.Password) })
	}
	both.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

func hashed(ctx context.Context, password string) (string, error) {
	out, err := askProduct(ctx, password+"\n", "account", "hash")
	if err != nil {
		return "", err
	}
	for word := range strings.FieldsSeq(out) {
		if strings.HasPrefix(word, "$argon2id$") {
			return word, nil
		}
	}
	return "", fmt.Errorf("bongsu account hash printed no hash: %.100q", out)
}
